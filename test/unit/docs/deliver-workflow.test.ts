/** GitHub's workflow takes a release the same way as the pipeline on AWS, with the same scripts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { settings } from '../../../infra/pipeline/settings.ts';
import { commands, stepsOf } from '../../../infra/pipeline/steps.ts';
import { root } from './documents.ts';

const Job = z.looseObject({
  needs: z
    .string()
    .transform((name) => [name])
    .or(z.array(z.string()))
    .default([]),
  if: z.string().optional(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.string()).default({}),
  steps: z.array(
    z.looseObject({
      uses: z.string().optional(),
      run: z.string().optional(),
      with: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});
const Workflow = z.looseObject({ concurrency: z.unknown(), jobs: z.record(z.string(), Job) });

const text = await readFile(join(root, '.github/workflows/deliver.yml'), 'utf8');
const { jobs, concurrency } = Workflow.parse(parse(text));
const jobOf = (name: string) => Job.parse(jobs[name]);
const scriptsOf = (name: string): string[] => jobOf(name).steps.flatMap(({ run }) => run ?? []);
const actionsOf = (name: string): string[] => jobOf(name).steps.flatMap(({ uses }) => uses ?? []);

describe('the jobs of the workflow', () => {
  it('are the steps of the pipeline, in their order; the trigger is the source', () => {
    expect(['source', ...Object.keys(jobs)]).toEqual(stepsOf({ ...settings, undecided: 'ask' }));
  });

  it('each wait for the one before', () => {
    const names = Object.keys(jobs);
    expect(names.map((name) => jobOf(name).needs.at(-1))).toEqual([undefined, ...names.slice(0, -1)]);
  });

  it('run the scripts that the pipeline runs', () => {
    expect(scriptsOf('build')).toEqual([...commands.install, ...commands.build]);
    for (const stage of ['dev', 'prod']) {
      expect(scriptsOf(stage)).toEqual([...commands.install, `infra/pipeline/deploy.sh ${stage}`]);
    }
    expect(scriptsOf('game-day')).toEqual([...commands.install]);
  });

  it('deploy what the build kept, and never build it again', () => {
    for (const stage of ['dev', 'prod']) expect(actionsOf(stage)).toContain('actions/download-artifact@v4');
  });

  it('break the stage of the pipeline with its experiments', () => {
    const gate = jobOf('game-day').steps.find(({ uses }) => uses === './.github/actions/gameday');
    expect(gate?.with).toMatchObject({
      target: 'aws',
      stage: settings.rehearsal,
      experiments: settings.experiments.join(' '),
      undecided: "${{ vars.UNDECIDED == 'ask' && 'pass' || 'fail' }}",
    });
  });

  it('use no token of AWS but where they deploy or break', () => {
    const withToken = Object.keys(jobs).filter((name) => jobOf(name).permissions['id-token'] === 'write');
    expect(withToken).toEqual(['dev', 'game-day', 'prod']);
    for (const name of withToken) expect(jobOf(name).environment).toBe(name);
  });

  it('let no release overtake another', () => {
    expect(concurrency).toEqual({ group: 'deliver', 'cancel-in-progress': false });
  });
});

type Result = 'success' | 'failure' | 'skipped';

/** Which jobs run, if the game day ends as it does and the people decide as they do; GitHub's rules, for these jobs. */
function runOf(given: Readonly<Record<string, Result>>, verdict: string): string[] {
  const results = new Map<string, Result>();
  for (const name of Object.keys(jobs)) {
    const job = jobOf(name);
    const needs = Object.fromEntries(
      job.needs.map((need) => [need, { result: results.get(need), outputs: { verdict } }]),
    );
    // Without a condition about the status of others, every job before must have succeeded.
    const implied = (job.if ?? '').includes('cancelled()') || [...results.values()].every((one) => one === 'success');
    const expression = (job.if ?? '${{ true }}')
      .replace(/^\$\{\{(.*)\}\}$/, '$1')
      .replaceAll(/needs\.([\w-]+)/g, 'needs["$1"]');
    const context = { needs, vars: { DELIVER: 'yes' }, cancelled: () => false };
    const runs = implied && runInNewContext(expression, context) === true;
    results.set(name, runs ? (given[name] ?? 'success') : 'skipped');
  }
  return [...results].flatMap(([name, result]) => (result === 'skipped' ? [] : [name]));
}

describe('a release', () => {
  const before = ['build', 'dev', 'game-day'];

  it.each([
    ['passed', {}, 'PASS', [...before, 'approval', 'prod']],
    ['failed', { 'game-day': 'failure' }, 'FAIL', before],
    ['decided nothing, and is to stop', { 'game-day': 'failure' }, 'INVALID', before],
    ['decided nothing, and a person lets it on', {}, 'INVALID', [...before, 'undecided', 'approval', 'prod']],
    ['decided nothing, and a person refuses', { undecided: 'failure' }, 'INVALID', [...before, 'undecided']],
    ['passed, and a person refuses', { approval: 'failure' }, 'PASS', [...before, 'approval']],
    ['broke', { 'game-day': 'failure' }, 'NONE', before],
    ['never began, because the deployment failed', { dev: 'failure' }, '', ['build', 'dev']],
  ] as const)('whose game day %s, takes the right jobs', (_what, given, verdict, expected) => {
    expect(runOf(given, verdict)).toEqual(expected);
  });
});
