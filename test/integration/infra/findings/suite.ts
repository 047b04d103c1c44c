/** What checkers of templates by other people say of ours. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { python } from '../../../python.ts';
import { pipelineTemplate } from '../pipeline-template.ts';
import { type StageTemplates, stageTemplates } from '../stage-templates.ts';

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(z.object({ ruleName: z.string(), violatingConstructs: z.array(z.unknown()) })),
      suppressedViolations: z.array(z.object({ reason: z.string() })),
    }),
  ),
});

/** Warnings of cfn-lint about deliberate choices, ours or CDK's. */
const IGNORED = {
  W3005: 'CDK lists the role of a function in DependsOn although a reference implies it; harmless',
  E3703: 'what it says of an action of a pipeline is the hint I1022, to write Fn::Sub instead of the Fn::Join of CDK',
  W3010: 'a stage names its zones, so that synthesis needs no account',
};

/** What cfn-lint's command does; its package cannot be run with `python -m`. */
const CFN_LINT = 'from cfnlint.runner import main; main()';

/** @param pipelines by what a pipeline does when a game day decides nothing */
export function findings(stages: readonly string[], pipelines: readonly ('stop' | 'ask')[]): void {
  describe('third-party checkers', () => {
    const checked = (app: App): void => {
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    };
    const templates = new Map<string, Pick<StageTemplates, 'directory' | 'files' | 'remove'>>();
    beforeAll(async () => {
      for (const stage of stages) templates.set(`stage ${stage}`, await stageTemplates(stage, checked));
      for (const undecided of pipelines) {
        const made = await pipelineTemplate({ undecided }, checked);
        templates.set(`pipeline that may ${undecided}`, { ...made, files: [made.file] });
      }
    }, 240_000);
    afterAll(() => Promise.all([...templates.values()].map((made) => made.remove())));

    const names = [...stages.map((name) => `stage ${name}`), ...pipelines.map((name) => `pipeline that may ${name}`)];
    it.each(names)("the %s passes cdk-nag's AwsSolutions, each exception with a reason", async (name) => {
      const text = await readFile(join(templates.get(name)!.directory, 'validation-report.json'), 'utf8');
      const report = Report.parse(JSON.parse(text));
      const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
      expect(nag?.violations).toEqual([]);
      expect(nag?.suppressedViolations.every(({ reason }) => reason.length > 20)).toBe(true);
    });

    it('every template passes cfn-lint', async () => {
      const files = [...templates.values()].flatMap((made) => made.files);
      const { exitCode, stdout, stderr } = await python([
        ...['-c', CFN_LINT, '--ignore-checks', ...Object.keys(IGNORED), '--'],
        ...files,
      ]);
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }, 300_000);
  });
}
