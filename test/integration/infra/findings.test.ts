import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { python } from '../../python.ts';
import { type StageTemplates, stageTemplates } from './stage-templates.ts';

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
  W3010: 'a stage names its zones, so that synthesis needs no account',
};

/** What cfn-lint's command does; its package cannot be run with `python -m`. */
const CFN_LINT = 'from cfnlint.runner import main; main()';

describe('third-party checkers', () => {
  const stages = ['dev', 'prod'];
  const templates = new Map<string, StageTemplates>();
  beforeAll(async () => {
    for (const stage of stages) {
      const made = await stageTemplates(stage, (app) => {
        Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      });
      templates.set(stage, made);
    }
  }, 180_000);
  afterAll(() => Promise.all([...templates.values()].map((made) => made.remove())));

  it.each(stages)("stage %s passes cdk-nag's AwsSolutions, each exception with a reason", async (stage) => {
    const text = await readFile(join(templates.get(stage)!.directory, 'validation-report.json'), 'utf8');
    const report = Report.parse(JSON.parse(text));
    const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
    expect(nag?.violations).toEqual([]);
    expect(nag?.suppressedViolations.every(({ reason }) => reason.length > 20)).toBe(true);
  });

  it('every template passes cfn-lint', async () => {
    const files = stages.flatMap((stage) => templates.get(stage)!.files);
    const { exitCode, stdout, stderr } = await python([
      ...['-c', CFN_LINT, '--ignore-checks', ...Object.keys(IGNORED), '--'],
      ...files,
    ]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  }, 300_000);
});
