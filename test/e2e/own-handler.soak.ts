import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { Journal, type Operation } from '../../chaos/schemas/index.ts';
import { installPackage } from '../package.ts';
import { repository } from './evenkeel.ts';
import { writeBlocks } from './guide-blocks.ts';

/** A new project with the published package and only the files of docs/own-handlers.md. */
describe('the guide to breaking a handler of your own', () => {
  let project: string;
  let guide: string;

  let bin: string;
  const evenkeel = (...command: readonly string[]) =>
    x(process.execPath, [bin, ...command], {
      nodeOptions: { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } },
    });
  const latest = (file: string) => readFile(join(project, 'reports/runs/pay_crashes/latest', file), 'utf8');

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-own-'));
    bin = await installPackage(project, 'untyped');
    guide = await readFile(join(repository, 'docs', 'own-handlers.md'), 'utf8');
    await writeBlocks(guide, project);
    await x('npm', ['run', 'synth'], { throwOnError: true, nodeOptions: { cwd: project } });
  }, 240_000);

  afterAll(() => rm(project, { recursive: true, force: true }));

  it('validates the experiment against the alarms of the app', async () => {
    const valid = await evenkeel('chaos', 'validate', 'pay_crashes.yaml', '--app', 'cdk.out');
    expect({ exitCode: valid.exitCode, stderr: valid.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const experiment = await readFile(join(project, 'pay_crashes.yaml'), 'utf8');
    await writeFile(join(project, 'no_alarm.yaml'), experiment.replace('name: pay-errors', 'name: pay-erors'));
    const wrong = await evenkeel('chaos', 'validate', 'no_alarm.yaml', '--app', 'cdk.out');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('pay-erors');
  }, 60_000);

  it('has no sabotage, since it has no definition that lists one', async () => {
    const run = await evenkeel('chaos', 'run', 'pay_crashes.yaml', '--sabotage', 'retries-unbounded');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('there is no sabotage retries-unbounded');
  }, 60_000);

  it('passes: every request gets the predicted answer, and the predicted number is hit', async () => {
    const run = await evenkeel('chaos', 'run', 'pay_crashes.yaml', '--app', 'cdk.out', '--json');
    expect({ exitCode: run.exitCode, stderr: run.exitCode === 0 ? '' : run.stderr + run.stdout }).toEqual({
      exitCode: 0,
      stderr: '',
    });
    const journal = Journal.parse(JSON.parse(await latest('journal.json')));
    const { predicted, observed } = journal.hits['crash'] ?? { predicted: 0, observed: 0 };
    expect(observed).toBe(predicted);
    expect(guide).toContain(`fault crash: ${observed} of ${predicted} predicted hits`);
    for (const reason of journal.reasons) expect(guide).toContain(`  ${reason}\n`);
    const history = (await latest('history.ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Operation);
    const crashed = history.filter(({ status }) => status === 502);
    expect(new Set(crashed.map(({ scenario }) => scenario))).toEqual(new Set(['broken_pay']));
    expect(crashed).toHaveLength(predicted);
    expect(history.filter(({ status }) => status === 201)).toHaveLength(60 - predicted);
  }, 180_000);

  it('has a short form in the README, whose experiment is valid too', async () => {
    const short = join(project, 'short');
    await writeBlocks(await readFile(join(repository, 'README.md'), 'utf8'), short);
    await x(process.execPath, ['--import', 'tsx', 'app.ts'], { throwOnError: true, nodeOptions: { cwd: short } });
    const valid = await evenkeel('chaos', 'validate', 'short/mine.yaml', '--app', 'short/cdk.out');
    expect({ exitCode: valid.exitCode, stderr: valid.stderr }).toEqual({ exitCode: 0, stderr: '' });
  }, 60_000);

  it('decides nothing once its experiment is edited, and names the file and the request that no longer fits', async () => {
    const copy = join(project, 'other');
    await cp(join(project, 'reports/runs/pay_crashes/latest'), copy, { recursive: true, dereference: true });
    const journal = Journal.parse(JSON.parse(await latest('journal.json')));
    const { outcomes, alarms } = journal.experiment.expect;
    const others = outcomes.map((outcome) => (outcome.hitBy === 'crash' ? { ...outcome, status: [503] } : outcome));
    expect(others).not.toEqual(outcomes);
    const experiment = { ...journal.experiment, expect: { alarms, outcomes: others } };
    await writeFile(join(copy, 'journal.json'), JSON.stringify({ ...journal, experiment }));
    const again = await evenkeel('chaos', 'check', 'other', '--json');
    expect({ exitCode: again.exitCode, stderr: again.exitCode === 3 ? '' : again.stderr }).toEqual({
      exitCode: 3,
      stderr: '',
    });
    expect(again.stdout).toMatch(/-broken_pay-\d+.*502/);
    expect(again.stdout).toContain('journal.json does not have the digest in journal.sha256');
  }, 60_000);
});
