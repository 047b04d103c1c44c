import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { indexRuns, renderIndex, traceOf, writeReport } from '../../../reports/index.ts';
import { failingRun, type Fixture, hostileRun, interruptedRun, passingRun, writeRun } from './fixture.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-runs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a run as evenkeel names it: `<series>/<start>`. */
async function leave(series: string, day: number, { journal, ...fixture }: Fixture): Promise<string> {
  const startedAt = `2026-11-${day}T10:00:00.000Z`;
  const directory = join(folder, series, startedAt.replaceAll(':', '-'));
  await mkdir(directory, { recursive: true });
  await writeRun(directory, { ...fixture, journal: { ...journal, startedAt } });
  return directory;
}

const reportOf = async (directory: string, name = 'report.html') => readFile(join(directory, name), 'utf8');

describe('the report of a run', () => {
  it('compares it with the run before, in every format', async () => {
    await leave('gameday', 20, passingRun());
    const directory = await leave('gameday', 21, failingRun());
    await symlink('2026-11-21T10-00-00.000Z', join(folder, 'gameday', 'latest'));
    await writeReport(join(folder, 'gameday', 'latest'));
    const page = await reportOf(directory);
    expect(page).toMatch(
      /The run before was PASS, 8 of 8 checks valid, <a href="\.\.\/2026-11-20T10-00-00\.000Z\/report\.html">/,
    );
    expect(page).toContain('1 regressed');
    const summary = await reportOf(directory, 'report.md');
    expect(summary).toContain('## Since the run before');
    expect(summary).toMatch(/\| regressed \| Stock conservation/);
    expect(await reportOf(directory, 'junit.xml')).toContain('<property name="run before" value="gd7, PASS"/>');
    expect(await reportOf(directory, 'annotations.txt')).toContain('::warning title=Regressed::');
  });

  it('skips runs that were not judged or are of another experiment, and later runs', async () => {
    await leave('gameday', 18, passingRun());
    const other = failingRun();
    const experiment = { ...other.journal.experiment, name: 'another' };
    await leave('gameday', 19, { ...other, journal: { ...other.journal, experiment } });
    await leave('gameday', 20, interruptedRun());
    const directory = await leave('gameday', 21, passingRun());
    await leave('gameday', 22, failingRun());
    await writeReport(directory);
    expect(await reportOf(directory)).toContain('18 Nov 2026');
    expect(await reportOf(directory)).toContain('8 checks unchanged');
  });

  it('compares the first run with none', async () => {
    const directory = await leave('gameday', 20, passingRun());
    await writeReport(directory);
    expect(await reportOf(directory)).not.toContain('Since the run before');
  });

  it('keeps traces that it has no room for on a page beside it, and removes that page when it has room', async () => {
    const run = passingRun();
    const failed = run.operations.map((operation) => ({ ...operation, status: 500 }));
    const directory = await leave('gameday', 20, { ...run, operations: failed });
    await writeReport(directory);
    expect(await reportOf(directory)).toContain('<a href="traces.html">600 more on a page of their own</a>');
    const traces = await reportOf(directory, 'traces.html');
    expect([...traces.matchAll(/<details class="story">/g)]).toHaveLength(600);
    await leave('gameday', 20, { ...run, events: run.events.filter(({ kind }) => kind !== 'fault.hit') });
    await writeReport(directory);
    await expect(reportOf(directory, 'traces.html')).rejects.toThrow('ENOENT');
  });
});

describe('the index of runs', () => {
  it('has every run once, the newest first, with verdict, checks and figures', async () => {
    await leave('gameday', 20, passingRun());
    await leave('gameday', 22, failingRun());
    await leave('sweep/sweep_7', 21, interruptedRun());
    await symlink('2026-11-22T10-00-00.000Z', join(folder, 'gameday', 'latest'));
    const { runs, leftOut, unreadable } = await indexRuns(folder);
    expect(runs.map(({ series, verdict, checks }) => [series, verdict, checks.valid, checks.all])).toEqual([
      ['gameday', 'FAIL', 7, 9],
      ['sweep/sweep_7', 'INTERRUPTED', 0, 0],
      ['gameday', 'PASS', 8, 8],
    ]);
    expect({ leftOut, unreadable }).toEqual({ leftOut: 0, unreadable: [] });
    expect(runs[0]).toMatchObject({ operator: 'ada', commit: 'c0ffee'.repeat(7).slice(0, 40) });
  });

  it('lists directories whose journal cannot be read', async () => {
    await mkdir(join(folder, 'gameday', 'broken'), { recursive: true });
    await writeFile(join(folder, 'gameday', 'broken', 'journal.json'), '{');
    expect((await indexRuns(folder)).unreadable).toEqual(['gameday/broken']);
  });

  it('of a folder that does not exist is empty, and its page says how to make a run', async () => {
    const index = await indexRuns(join(folder, 'none'));
    expect(index).toEqual({ runs: [], leftOut: 0, unreadable: [] });
    expect(renderIndex(index)).toContain('There is no run yet');
  });

  it('becomes a page with a trend of each series and a link to each report', async () => {
    await leave('gameday', 20, passingRun());
    await leave('gameday', 22, failingRun());
    const page = renderIndex(await indexRuns(folder));
    expect(page).toContain('2 runs in 1 series; 1 passed.');
    expect([...page.matchAll(/href="gameday\/2026-11-2\dT10-00-00\.000Z\/report\.html"/g)]).toHaveLength(4);
    expect(page.indexOf('PASS, 20 Nov')).toBeLessThan(page.indexOf('FAIL, 22 Nov'));
  });

  it('shows text from the runs as text', async () => {
    await leave('gameday', 20, hostileRun());
    expect(renderIndex(await indexRuns(folder))).not.toMatch(/<(script|img|link)/i);
  });
});

describe('the trace of one request', () => {
  it('is read from the run directory', async () => {
    const directory = await leave('gameday', 20, passingRun());
    expect((await traceOf(directory, 'gd7-baseline-0'))?.last).toBe('checkout COMPLETED');
    expect(await traceOf(directory, 'gd7-nothing-0')).toBeUndefined();
  });
});
