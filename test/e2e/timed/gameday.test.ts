import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Journal } from '../../../chaos/schemas/index.ts';
import { attackAll, isCaught, sampleOf } from '../../adversary/attack.ts';
import { namedKinds } from '../../adversary/kinds/index.ts';
import { readRunFiles } from '../../adversary/run-files.ts';
import { shop } from '../../adversary/shop-run.ts';
import { evenkeel } from '../evenkeel.ts';

/** A run that decides nothing, because the machine was too busy, is repeated once. */
const UNDECIDED = 3;

/** The shortest game day, with real k6 and real engines. */
describe('a short game day', () => {
  let folder: string;
  const journalOf = async (plan: string) =>
    Journal.parse(JSON.parse(await readFile(join(folder, 'reports/runs', plan, 'latest/journal.json'), 'utf8')));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-gameday-'));
  });

  it('passes on the unmodified system, hits what was predicted, and writes every file of the run', async () => {
    const play = () => evenkeel(['gameday', 'short', '--json'], { cwd: folder }).ended;
    const first = await play();
    const run = first.exitCode === UNDECIDED ? await play() : first;
    const result = JSON.parse(run.stdout) as Record<string, unknown>;
    expect({ verdict: result['verdict'], exitCode: run.exitCode, reasons: result['reasons'] }).toMatchObject({
      verdict: 'PASS',
      exitCode: 0,
    });
    const journal = await journalOf('short');
    for (const [faultId, { predicted, observed }] of Object.entries(journal.hits)) {
      expect({ faultId, observed }).toEqual({ faultId, observed: predicted });
    }
    for (const file of [
      'report.html',
      'report.md',
      'junit.xml',
      'annotations.txt',
      'events.ndjson',
      'history.ndjson',
      'k6/summary.json',
    ]) {
      expect({ file, there: existsSync(join(folder, 'reports/runs/short/latest', file)) }).toEqual({
        file,
        there: true,
      });
    }
  }, 240_000);

  it('misses no evidence in its report, and says who started it where', async () => {
    const report = await readFile(join(folder, 'reports/runs/short/latest/report.html'), 'utf8');
    expect(report).not.toContain('Missing evidence');
    const { origin } = await journalOf('short');
    expect(origin?.host).toBe(hostname());
    expect(report).toContain(`operator ${origin?.operator ?? 'nobody'}`);
  });

  it('gets the same verdict when the run directory is judged again, offline', async () => {
    const again = await evenkeel(['chaos', 'check', 'reports/runs/short/latest', '--json'], { cwd: folder }).ended;
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'PASS' });
    expect(again.exitCode).toBe(0);
  }, 60_000);

  it('gets another verdict when the run directory is changed', async () => {
    const { system } = await journalOf('short');
    const files = await readRunFiles(join(folder, 'reports/runs/short/latest'));
    const kinds = sampleOf(namedKinds, 40, 1);
    const options = { seed: 1, resealed: true, rejudged: true };
    const attacks = await attackAll(files, { definition: shop, digest: system?.digest ?? '' }, kinds, options);
    const missed = attacks.filter((one) => one.wanted.must === 'be caught' && !isCaught(one));
    expect(missed.map(({ kind }) => kind)).toEqual([]);
  }, 120_000);
});
