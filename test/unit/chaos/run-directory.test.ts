import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RunDirectoryError } from '../../../chaos/evidence/index.ts';
import { checkRun } from '../../../chaos/judge.ts';
import { openRunDirectory } from '../../../chaos/runner/run-directory.ts';
import { events, history, journal, reconcile, snapshot } from './sound-run.ts';

let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'run-directory-'));
  const directory = await openRunDirectory(path);
  await directory.events(events);
  await directory.history(history);
  await directory.snapshot(snapshot('before', 0, []));
  for (const [name, seconds] of [
    ['drained', 16],
    ['drifted', 18],
    ['end', 25],
  ] as const) {
    await directory.snapshot(snapshot(name, seconds));
  }
  await directory.reconcile(reconcile);
  await directory.journal({ ...journal, counts: { ...directory.counts } });
});

afterEach(async () => {
  await rm(path, { recursive: true });
});

const verdict = async () => (await checkRun(path)).verdict;
const file = (name: string) => join(path, name);

describe('a run directory judged again', () => {
  it('passes as the run did, each time alike', async () => {
    const first = await checkRun(path);
    expect(first).toMatchObject({ verdict: 'PASS' });
    expect(await checkRun(path)).toEqual(first);
  });

  it('decides nothing when a line of the history is gone', async () => {
    const lines = (await readFile(file('history.ndjson'), 'utf8')).split('\n');
    await writeFile(file('history.ndjson'), lines.slice(1).join('\n'));
    const { verdict: given, reasons } = await checkRun(path);
    expect(given).toBe('INVALID');
    expect(reasons.length).toBeGreaterThan(0);
  });

  it.each(['events.ndjson', 'history.ndjson', 'state/drained.json', 'reconcile/hourly.json'])(
    'decides nothing when %s is missing, cut or of another version',
    async (name) => {
      const sound = await readFile(file(name), 'utf8');
      await rm(file(name));
      expect(await verdict()).toBe('INVALID');
      await writeFile(file(name), sound.slice(0, sound.length / 2));
      expect(await verdict()).toBe('INVALID');
      await writeFile(file(name), sound.replace('{', '{"unheardOf":1,'));
      expect(await verdict()).toBe('INVALID');
    },
  );

  it('decides nothing when a line was added', async () => {
    await appendFile(file('events.ndjson'), `${JSON.stringify(events[0])}\n`);
    expect(await verdict()).toBe('INVALID');
  });

  it('fails, and names the order, when the stores do not hold one that was accepted', async () => {
    const text = await readFile(file('history.ndjson'), 'utf8');
    await writeFile(file('history.ndjson'), text.replaceAll('r1-base-0', 'r1-base-1'));
    const { verdict: given, checks } = await checkRun(path);
    expect(given).toBe('FAIL');
    expect(checks.find(({ name }) => name === 'sagas-at-rest')?.evidence).toEqual([
      'r1-base-1: accepted, and no order is stored',
    ]);
  });

  it('is refused in words when there is no journal', async () => {
    await rm(file('journal.json'));
    await expect(checkRun(path)).rejects.toThrow(RunDirectoryError);
    await writeFile(file('journal.json'), '{"version": 99}');
    await expect(checkRun(path)).rejects.toThrow(/no journal that can be read/);
  });
});
