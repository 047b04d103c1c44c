import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { experimentDigest, RunDirectoryError, SystemMismatchError } from '../../../chaos/evidence/index.ts';
import { checkRun, verdictExitCodes } from '../../../chaos/judge.ts';
import { type Check, Journal, numberedLines } from '../../../chaos/schemas/index.ts';
import { sample } from './sample-system.ts';
import { judgeRun, sealRun, system } from './seal-run.ts';
import { events, history, journal, reconcile, snapshot } from './sound-run.ts';
import { writeSnapshot } from './write-snapshot.ts';
import { writeSoundRun } from './written-run.ts';

let path: string;

beforeEach(async () => {
  path = await writeSoundRun();
});

afterEach(async () => {
  await rm(path, { recursive: true });
});

const file = (name: string) => join(path, name);

async function rewrite(name: string, change: (text: string) => string): Promise<void> {
  await writeFile(file(name), change(await readFile(file(name), 'utf8')));
}

/** The verdict, and the evidence of the checks that are not valid. */
async function judged() {
  const { verdict, checks } = await checkRun(path, system);
  return { verdict, lines: checks.filter(({ result }) => result !== 'valid').flatMap(({ evidence }) => evidence) };
}

describe('a run directory judged again', () => {
  it('gives the verdict of the run, every time', async () => {
    const first = await checkRun(path, system);
    expect(first).toMatchObject({ verdict: 'PASS' });
    expect(await checkRun(path, system)).toEqual(first);
  });

  it('gives a byte-identical judgement of a copy in another folder and time zone', async () => {
    await rewrite('state/drained/shelf.titles.ndjson', (text) => text.replace('"free":99', '"free":98'));
    await judgeRun(path);
    const elsewhere = await mkdtemp(join(tmpdir(), 'another place '));
    const zone = process.env['TZ'];
    try {
      const here = bytesOf(await checkRun(path, system));
      await cp(path, join(elsewhere, 'copy'), { recursive: true });
      process.env['TZ'] = 'Pacific/Chatham';
      expect(bytesOf(await checkRun(join(elsewhere, 'copy'), system))).toBe(here);
      expect(here).toContain('"FAIL"');
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
      await rm(elsewhere, { recursive: true });
    }
  });

  it('needs only the results that another version recorded, and every word of those that its own recorded', async () => {
    const { checks: reworded } = await checkRun(path, system);
    const recordAs = (results: readonly Check[]) =>
      sealRun(path, {
        versions: { evenkeel: '0.9.0' },
        checks: results.map((check) => ({ ...check, summary: `${check.summary} In other words.` })),
      });
    await recordAs(reworded);
    expect(await checkRun(path, system, undefined, '1.0.0')).toMatchObject({ verdict: 'PASS' });
    expect(await checkRun(path, system, undefined, '0.9.0')).toMatchObject({ verdict: 'INVALID' });
    expect(await checkRun(path, system)).toMatchObject({ verdict: 'INVALID' });

    await recordAs(reworded.slice(1));
    expect(await checkRun(path, system, undefined, '1.0.0')).toMatchObject({ verdict: 'PASS' });

    await recordAs(reworded.map((check, index) => (index === 0 ? { ...check, result: 'invalid' as const } : check)));
    const { verdict, checks: again } = await checkRun(path, system, undefined, '1.0.0');
    expect(verdict).toBe('INVALID');
    expect(again.flatMap(({ evidence }) => evidence).join()).toMatch(/recorded as invalid, and judged again valid/);
  });

  it('does not need an empty folder that a copy left out', async () => {
    const { reconcile: judgedBy, ...unjudged } = { ...journal.experiment, drift: [] };
    expect(judgedBy).toBeDefined();
    await rm(file('reconcile'), { recursive: true });
    await writeSnapshot(path, snapshot('drifted', 18));
    const quiet = events.filter(({ kind }) => !kind.startsWith('reconcile') && kind !== 'drift.seeded');
    await writeFile(file('events.ndjson'), numberedLines(quiet));
    await rewrite('journal.json', (text) => {
      const {
        'reconcile/hourly.json': judgedRun,
        'reconcile/hourly.ledger.ndjson': itsLedger,
        ...counts
      } = Journal.parse(JSON.parse(text)).counts;
      expect([judgedRun, itsLedger]).toEqual([2, 1]);
      return JSON.stringify({
        ...journal,
        experiment: unjudged,
        experimentDigest: experimentDigest(unjudged),
        counts: { ...counts, 'events.ndjson': quiet.length },
      });
    });
    await judgeRun(path);
    expect(await judged()).toEqual({ verdict: 'PASS', lines: [] });
  });
});

describe('incomplete evidence decides nothing', () => {
  it.each([0, 1, 2, 3])('when line %d of the events is gone', async (line) => {
    await rewrite('events.ndjson', (text) => text.split('\n').toSpliced(line, 1).join('\n'));
    expect((await judged()).verdict).toBe('INVALID');
  });

  it('when a line of the history is gone', async () => {
    await rewrite('history.ndjson', (text) => text.split('\n').slice(1).join('\n'));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines).toContain('history.ndjson cannot be read: line 1: its sequence is 1, not 0');
  });

  it('when the last line of the history is gone', async () => {
    await rewrite('history.ndjson', (text) => text.split('\n').slice(0, -2).join('\n'));
    expect((await judged()).lines).toContain('history.ndjson has 2 entries, and the journal counts 3');
  });

  it.each([
    'events.ndjson',
    'history.ndjson',
    'state/before/snapshot.json',
    'state/drained/snapshot.json',
    'state/drained/desk.loans.ndjson',
    'state/drifted/snapshot.json',
    'state/drifted/desk.loans.ndjson',
    'state/end/snapshot.json',
    'state/end/fees.entries.ndjson',
    'reconcile/hourly.json',
  ])('when %s is missing, cut short or of another version', async (name) => {
    const sound = await readFile(file(name), 'utf8');
    await rm(file(name));
    expect(await judged()).toMatchObject({ verdict: 'INVALID', lines: expect.arrayContaining([`${name} is missing`]) });
    await writeFile(file(name), sound.slice(0, sound.length / 2));
    expect((await judged()).verdict).toBe('INVALID');
    await writeFile(file(name), sound.replace('{', '{"unheardOf":1,'));
    expect((await judged()).verdict).toBe('INVALID');
    await writeFile(file(name), sound.replaceAll(/"(version|sequence)":[01]\b/g, '"$1":99'));
    if (name !== 'reconcile/hourly.json') expect((await judged()).verdict).toBe('INVALID');
  });

  it('when a line was added', async () => {
    await appendFile(file('events.ndjson'), numberedLines([events[0]!], events.length));
    expect((await judged()).verdict).toBe('INVALID');
  });

  it('when a line occurs twice', async () => {
    await writeFile(file('history.ndjson'), numberedLines([history[0]!, history[0]!, history[2]!]));
    expect((await judged()).lines).toContain('history.ndjson cannot be read: r1-base-0 occurs twice');
  });

  it('when events are not in the order of time', async () => {
    await writeFile(file('events.ndjson'), numberedLines(events.toReversed()));
    expect((await judged()).lines).toContain(
      'events.ndjson cannot be read: line 2: it is earlier than the line before it',
    );
  });

  it('when a snapshot has a key twice', async () => {
    await rewrite('state/end/desk.loans.ndjson', (text) => text.replace('r1-hit-0', 'r1-base-0'));
    expect((await judged()).lines.join()).toContain(
      'state/end/desk.loans.ndjson cannot be read: line 2: r1-base-0 occurs twice',
    );
  });

  it.each([
    ['history.ndjson', '"status":202', '"status":409,"status":202'],
    ['events.ndjson', '"sequence":0', '"sequence": 0'],
    ['state/end/desk.loans.ndjson', '"state":"LENT"', '"state":"OPEN","state":"LENT"'],
  ])('when a line of %s is not as a run writes it', async (name, text, other) => {
    await rewrite(name, (whole) => whole.replace(text, other));
    expect((await judged()).lines.join('\n')).toContain(
      `${name} cannot be read: line 1: it names a member twice, or is not as a run writes it`,
    );
  });

  it.each([
    ['state/end/snapshot.json', '"name"', '"name": "before",', 'name'],
    ['k6/plan.json', '"seed"', '"seed": 1,', 'seed'],
    ['k6/summary.json', '"ok":true', '"ok":false,', 'ok'],
    ['k6/points.ndjson', '"status":"202"', '"status":"500",', 'status'],
    ['k6/points.ndjson', '"metric":"checks"', '"metric":"http_reqs",', 'metric'],
  ])('when %s names a member twice', async (name, text, other, member) => {
    await rewrite(name, (whole) => whole.replace(text, `${other}${text}`));
    expect((await judged()).lines.join('\n')).toMatch(
      new RegExp(`${name} cannot be read: .*it names the member "${member}" twice`),
    );
  });

  it('when a snapshot has the file name of another', async () => {
    await cp(file('state/drained/snapshot.json'), file('state/end/snapshot.json'));
    expect((await judged()).lines).toContain('state/end/snapshot.json is the snapshot drained');
  });

  it('when the journal does not count a file', async () => {
    await writeFile(file('reconcile/other.json'), JSON.stringify({ ...reconcile, runId: 'other' }));
    expect((await judged()).lines).toContain('the journal has no count for reconcile/other.json');
  });

  it('when the experiment names an unknown fault', async () => {
    await rewrite('journal.json', (text) => text.replace('"fault": "exception"', '"fault": "unheard-of"'));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join()).toContain('there is no fault unheard-of');
  });
});

describe('a journal that cannot be read', () => {
  it.each<[what: string, change: (text: string) => string, reason: RegExp]>([
    [
      'is cut short',
      (text) => text.slice(0, text.length / 2),
      /journal.json cannot be read: it is not JSON, was cut short/,
    ],
    ['is empty', () => '', /not JSON, was cut short/],
    ['has an unknown version', (text) => text.replace('"version": 1', '"version": 99'), /has evidence version 99/],
    ['has no version', () => '{}', /journal.json cannot be read: version/],
    [
      'names a member twice',
      (text) => text.replace('"status": "completed"', '"status": "stopped", "status": "completed"'),
      /journal.json cannot be read: it names the member "status" twice/,
    ],
    ['lacks a field', (text) => text.replace('"seed": 7,', ''), /journal.json cannot be read: seed/],
  ])('that %s makes the run INVALID, exit 3, with the reason', async (_what, change, reason) => {
    await rewrite('journal.json', change);
    const { verdict, checks, evidence } = await checkRun(path, system);
    expect(verdictExitCodes[verdict]).toBe(3);
    expect(checks.flatMap((check) => check.evidence).join()).toMatch(reason);
    expect(evidence).toBeUndefined();
  });

  it('that is missing makes the run INVALID too', async () => {
    await rm(file('journal.json'));
    expect(await judged()).toEqual({ verdict: 'INVALID', lines: ['journal.json is missing'] });
  });

  it('is not the same as a missing directory, which is an error of the caller', async () => {
    await expect(checkRun(file('nowhere'), system)).rejects.toThrow(RunDirectoryError);
    await expect(checkRun(file('journal.json'), system)).rejects.toThrow(/there is no directory/);
  });
});

describe('the definition of the system', () => {
  it('must be given for a run that was judged by one, and must be the same', async () => {
    await expect(checkRun(path)).rejects.toThrow(SystemMismatchError);
    await expect(checkRun(path)).rejects.toThrow(new RegExp(`the definition of the system ${sample.name}`));
    const other = { definition: sample, digest: '6b' };
    await expect(checkRun(path, other)).rejects.toThrow(
      /another definition .* digest is 5a, and the digest of .* here is 6b/,
    );
  });

  it('is not needed for a run whose system has none', async () => {
    await rewrite('journal.json', (text) => JSON.stringify({ ...JSON.parse(text), system: null }));
    const { checks } = await checkRun(path);
    expect(checks.map(({ name }) => name)).not.toContain('sagas-at-rest');
    expect(checks.map(({ name }) => name)).toContain('faults-hit');
  });
});

describe('complete evidence that contradicts itself', () => {
  it('fails and names the saga when an accepted request has no record of the owner', async () => {
    await rewrite('history.ndjson', (text) => text.replaceAll('r1-base-0', 'r1-base-1'));
    await judgeRun(path);
    const { verdict, lines } = await judged();
    expect(verdict).toBe('FAIL');
    expect(lines).toContain('r1-base-1: accepted, but no loan is stored');
  });
});

function bytesOf({ verdict, reasons, checks }: Awaited<ReturnType<typeof checkRun>>): string {
  return JSON.stringify({ verdict, reasons, checks });
}

describe('a hostile run directory', () => {
  const JOURNAL = 'journal.json';
  const recount = (change: (counts: Record<string, number>) => object) =>
    rewrite(JOURNAL, (text) => {
      const parsed = JSON.parse(text) as { counts: Record<string, number> };
      return JSON.stringify({ ...parsed, counts: change(parsed.counts) });
    });

  it.each([
    'reconcile/../../secret.json',
    'reconcile/..',
    'reconcile//etc/passwd',
    'reconcile/a\0b.json',
    'reconcile/.json',
  ])('names no file outside that is read: %j', async (name) => {
    await recount((counts) => ({ ...counts, [name]: 1 }));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join('\n')).toContain('has no name that a run gives to a file');
  });

  it.each([
    ['a link to a file outside', () => symlink('/etc/hostname', file('history.ndjson')), 'it is a link'],
    ['a device', () => symlink('/dev/zero', file('history.ndjson')), 'it is a link'],
    ['a folder', () => mkdir(file('history.ndjson')), 'it is not an ordinary file'],
    [
      'a FIFO that nobody writes to',
      async () => {
        await promisify(execFile)('mkfifo', [file('history.ndjson')]);
      },
      'it is not an ordinary file',
    ],
  ])('is judged without %s', async (_, plant, reason) => {
    await rm(file('history.ndjson'));
    await plant();
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join('\n')).toContain(`history.ndjson cannot be read: ${reason}`);
  });

  it('is judged without a folder that is a link to another place', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    try {
      await cp(file('state/end'), join(elsewhere, 'end'), { recursive: true });
      await rm(file('state/end'), { recursive: true });
      await symlink(join(elsewhere, 'end'), file('state/end'));
      const { verdict, lines } = await judged();
      expect(verdict).toBe('INVALID');
      expect(lines.join('\n')).toContain('it is outside the run directory');
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('is judged in linear time when a line never ends', async () => {
    await appendFile(file('events.ndjson'), 'x'.repeat(17 * 1024 * 1024));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join('\n')).toMatch(/events\.ndjson cannot be read: a line is longer than \d+ characters/);
  });

  it.each(['history.ndjson', 'events.ndjson'])('has no list in %s that is nested too deeply', async (name) => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    await rewrite(name, (text) => text.replace(/\}\n/, `,"asked":{"items":${deep}}}\n`));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join('\n')).toMatch(/nested too deeply/);
  });

  it.each([1e15, -1, 604_800_001])('has no event %d ms after its start', async (elapsedMs) => {
    await rewrite('events.ndjson', (text) => text.replace(/"elapsedMs":\d+/, `"elapsedMs":${elapsedMs}`));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines.join('\n')).toContain('elapsedMs');
  });
});
