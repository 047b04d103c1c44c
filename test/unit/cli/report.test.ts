import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failingRun, type Fixture, passingRun, writeRun } from '../reports/fixture.ts';
import { evenkeelHere } from './evenkeel-here.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-report-'));
  await leave('short/2026-11-20T10-00-00.000Z', passingRun());
  await leave('short/2026-11-21T10-00-00.000Z', failingRun());
});
afterEach(() => rm(folder, { recursive: true }));

const good = 'reports/runs/short/2026-11-20T10-00-00.000Z';
const bad = 'reports/runs/short/2026-11-21T10-00-00.000Z';

async function leave(name: string, fixture: Fixture): Promise<void> {
  const directory = join(folder, 'reports', 'runs', name);
  await mkdir(directory, { recursive: true });
  await writeRun(directory, fixture);
}

const report = (...words: readonly string[]) => evenkeelHere(['report', ...words], folder);

describe('evenkeel report compare', () => {
  it('lists what changed, writes the page, and exits with 1 because a check regressed', async () => {
    const { exitCode, stdout } = await report('compare', good, bad, '--html', 'comparison.html');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^before {2}PASS {8}gameday, 8 of 8 checks valid/m);
    expect(stdout).toMatch(/^after {3}FAIL {8}gameday, 7 of 9 checks valid/m);
    expect(stdout).toContain('1 regressed, 1 new');
    expect(stdout).toMatch(/regressed +stock conservation +valid -> invalid +Stock does not add up/);
    expect(await readFile(join(folder, 'comparison.html'), 'utf8')).toContain('Planted bug: none');
  });

  it('exits with 0 if nothing is worse, and prints JSON', async () => {
    const { exitCode, stdout } = await report('compare', bad, good, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      worse: false,
      before: { verdict: 'FAIL' },
      after: { verdict: 'PASS' },
      checks: expect.arrayContaining([expect.objectContaining({ name: 'stock conservation', change: 'fixed' })]),
    });
  });

  it('refuses a run that does not exist', async () => {
    const { exitCode, stderr } = await report('compare', good, 'nothing');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no run nothing; looked in');
  });
});

describe('evenkeel report index', () => {
  it('lists the runs, and writes the page', async () => {
    const { exitCode, stdout } = await report('index');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^FAIL +2026-11-21 10:00 +short +7\/9 +short\/2026-11-21/m);
    expect(await readFile(join(folder, 'reports/runs/index.html'), 'utf8')).toContain('2 runs in 1 series; 1 passed.');
  });
});

describe('evenkeel report trace', () => {
  it('prints what happened to a request', async () => {
    const { exitCode, stdout } = await report('trace', good, 'gd7-baseline-0');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^gd7-baseline-0, last step checkout COMPLETED\n +0 ms +load journey checkout\n/);
  });

  it('refuses an id that the run does not know', async () => {
    const { exitCode, stderr } = await report('trace', good, 'gd7-nothing-1');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('knows no request gd7-nothing-1');
  });
});

describe('evenkeel report', () => {
  it('names the argument that is missing', async () => {
    const { exitCode, stderr } = await report();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('missing argument: run');
  });
});
