import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { Journal } from '../../chaos/schemas/index.ts';
import { installPackage } from '../package.ts';
import { repository } from './evenkeel.ts';

/** A copy of examples/bookings in a folder outside of the repository, with the published packages. */
describe('a system of another shape, from the published packages', () => {
  let project: string;
  let bin: string;
  const evenkeel = (...command: readonly string[]) =>
    x(process.execPath, [bin, ...command], {
      nodeOptions: { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } },
    });
  const latest = (name: string) => join(project, 'reports/runs', name, 'latest');

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-bookings-'));
    await cp(join(repository, 'examples/bookings'), project, {
      recursive: true,
      filter: (source) => !/cdk\.out|node_modules|\.evenkeel-/.test(source),
    });
    bin = await installPackage(project);
    await x('npm', ['run', 'synth'], { throwOnError: true, nodeOptions: { cwd: project } });
  }, 240_000);

  afterAll(() => rm(project, { recursive: true, force: true }));

  it('passes, and another folder gets the same judgement of the same run', async () => {
    const run = await evenkeel('chaos', 'run', 'experiments/charge_fails.yaml', '--app', 'cdk.out');
    expect({ exitCode: run.exitCode, output: run.exitCode === 0 ? '' : run.stderr + run.stdout }).toEqual({
      exitCode: 0,
      output: '',
    });
    const readme = await readFile(join(project, 'README.md'), 'utf8');
    const { reasons } = Journal.parse(JSON.parse(await readFile(join(latest('charge_fails'), 'journal.json'), 'utf8')));
    for (const reason of reasons) expect(readme).toContain(`  ${reason}\n`);
    const judged = await readFile(join(latest('charge_fails'), 'report.md'), 'utf8');
    const copy = join(project, 'elsewhere');
    await cp(latest('charge_fails'), copy, { recursive: true, dereference: true });
    expect((await evenkeel('chaos', 'check', 'elsewhere')).exitCode).toBe(0);
    expect(await readFile(join(copy, 'report.md'), 'utf8')).toBe(judged);
  }, 240_000);

  it('fails by the check that catches it, once seats are lost on purpose', async () => {
    const sabotage = ['--sabotage', 'release-keeps-seats'];
    const run = await evenkeel('chaos', 'run', 'experiments/charge_fails.yaml', '--app', 'cdk.out', ...sabotage);
    expect(run.exitCode).toBe(1);
    const journal = Journal.parse(JSON.parse(await readFile(join(latest('charge_fails'), 'journal.json'), 'utf8')));
    expect(journal.verdict).toBe('FAIL');
    expect(run.stdout).toContain('seats-conserved');
  }, 240_000);
});
