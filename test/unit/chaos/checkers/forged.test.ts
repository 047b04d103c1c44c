/** Alterations of a sound run by somebody who adjusts counts and seals: each turns the verdict, by name. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../../../chaos/evidence/index.ts';
import { checkRun, judgeAgain } from '../../../../chaos/judge.ts';
import { type Check, numberedLines } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { sealRun, system } from '../seal-run.ts';
import { writeSoundRun } from '../written-run.ts';

/** The directory that is being forged. */
let path: string;

/** What was read of a forged run: its evidence, or the checks on a run whose journal cannot be read. */
type Read = { readonly evidence: Evidence } | { readonly checks: readonly Check[] };

/** Mutation runs judge each forged run thousands of times, in one process: it is written and read once. */
const read = new Map<Forge, Read>();
let sound: string | undefined;

async function readForged(forge: Forge): Promise<Read> {
  const known = read.get(forge);
  if (known !== undefined) return known;
  sound ??= await writeSoundRun();
  path = await mkdtemp(join(tmpdir(), 'forged-run-'));
  await cp(sound, path, { recursive: true });
  await forge();
  await sealRun(path);
  const { evidence, checks } = await checkRun(path, system);
  await rm(path, { recursive: true });
  const found = evidence === undefined ? { checks } : { evidence };
  read.set(forge, found);
  return found;
}

afterAll(async () => {
  if (sound !== undefined) await rm(sound, { recursive: true });
  sound = undefined;
});

/** A parsed file, which may be changed to anything. */
type Forged = Record<string, unknown>;
type Forge = () => Promise<void>;

const file = (name: string) => join(path, name);

/** Changes the value at a path, such as `load/scenarios/base/planned`. */
const edit =
  (path: string, change: (value: unknown) => unknown) =>
  (forged: Forged): void => {
    const names = path.split('/');
    const last = names.pop() ?? '';
    const holder = names.reduce((held, name) => held[name] as Forged, forged);
    holder[last] = change(holder[last]);
  };
const set = (path: string, value: unknown) => edit(path, () => value);

const journal =
  (change: (journal: Forged) => void): Forge =>
  async () => {
    const document = JSON.parse(await readFile(file('journal.json'), 'utf8')) as Forged;
    change(document);
    await writeFile(file('journal.json'), JSON.stringify(document));
  };

const document =
  (name: string, change: (document: Forged) => void): Forge =>
  async () => {
    const forged = JSON.parse(await readFile(file(name), 'utf8')) as Forged;
    change(forged);
    await writeFile(file(name), JSON.stringify(forged));
  };

/** Replaces the lines of a file, and adjusts their numbers and their count. */
const lines =
  (name: string, change: (lines: Forged[]) => Forged[]): Forge =>
  async () => {
    const text = await readFile(file(name), 'utf8');
    const values = text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const numbered = JSON.parse(line) as Forged;
        return Object.fromEntries(Object.entries(numbered).filter(([name]) => name !== 'sequence'));
      });
    const forged = change(values);
    await writeFile(file(name), numberedLines(forged));
    await journal((document) => {
      (document['counts'] as Forged)[name] = forged.length;
    })();
  };

const events = (change: (events: Forged[]) => Forged[]) => lines('events.ndjson', change);
const history = (change: (operations: Forged[]) => Forged[]) => lines('history.ndjson', change);
const event = (kind: string, change: object, at = 0) =>
  events((all) => {
    const found = all.filter((one) => one['kind'] === kind)[at];
    return all.map((one) => (one === found ? { ...one, ...change } : one));
  });
const without = (kind: string, at = 0) =>
  events((all) => {
    const found = all.filter((one) => one['kind'] === kind)[at];
    return all.filter((one) => one !== found);
  });
const after = (kind: string, added: (like: Forged) => object, at = 0) =>
  events((all) => {
    const found = all.filter((one) => one['kind'] === kind)[at]!;
    return all.flatMap((one) => (one === found ? [one, { ...one, ...added(one) }] : [one]));
  });
const result = (change: (result: Forged) => void) => document('reconcile/hourly.json', change);
const k6 = (change: (metrics: Forged) => void) =>
  document('k6/summary.json', (summary) => {
    change(summary['metrics'] as Forged);
  });
const point =
  (change: (text: string) => string): Forge =>
  async () =>
    writeFile(file('k6/points.ndjson'), change(await readFile(file('k6/points.ndjson'), 'utf8')));
/** Changes the points of an iteration, or drops those for which `change` is false. */
const pointsOf = (id: string, change: (metric: unknown, data: Forged) => unknown) =>
  point((text) =>
    text
      .split('\n')
      .flatMap((line) => {
        if (!line.includes(`"correlation_id":"${id}"`)) return [line];
        const parsed = JSON.parse(line) as Forged;
        return change(parsed['metric'], parsed['data'] as Forged) === false ? [] : [JSON.stringify(parsed)];
      })
      .join('\n'),
  );
/** Adds what a journey states of its other calls, in the history and in the point from which it was made. */
const stated = (answered: Readonly<Record<string, unknown>>): Forge =>
  both(
    history(([a, ...o]) => [{ ...a, asked: { ...(a?.['asked'] as Forged), answered } }, ...o]),
    pointsOf('r1-base-0', (metric, { metadata }) => {
      if (metric !== 'operation') return;
      const { asked } = metadata as { readonly asked: string };
      Object.assign(metadata as Forged, { asked: JSON.stringify({ ...(JSON.parse(asked) as Forged), answered }) });
    }),
  );
const both =
  (...forges: readonly Forge[]): Forge =>
  async () => {
    for (const forge of forges) await forge();
  };

const LENDING = { method: 'POST', path: '/loans' };

type Case = readonly [what: string, forge: Forge, shown: RegExp];

const times: readonly Case[] = [
  ['a speed that no clock has', journal(set('speed', 1e6)), /speed/],
  ['another speed', journal(set('speed', 10)), /events\.ndjson .*is not the one that the clock showed/],
  ['a speed of 0', journal(set('speed', 0)), /speed/],
  [
    'an event at another virtual time',
    event('alarm', { at: '2026-01-01T12:02:41.000Z' }),
    /is not the one that the clock/,
  ],
  ['a start after the end', journal(set('endedAt', '2026-06-01T07:00:00.000Z')), /later than the end of the run/],
  [
    'an end before the last event',
    journal(set('endedAt', '2026-06-01T08:00:05.000Z')),
    /later than the end of the run/,
  ],
  [
    'a request sent at another time',
    history(([first, ...others]) => [{ ...first, sentAt: '2026-06-01T08:00:02.500Z' }, ...others]),
    /is not 2000 ms after the start/,
  ],
  [
    "k6's points a year earlier",
    point((text) => text.replaceAll('"time":"2026', '"time":"2025')),
    /k6\/points\.ndjson .*: its time 2025\S+ is not within the run/,
  ],
  [
    'a point of k6 at no time',
    point((text) => text.replace(/"time":"[^"]+"/, '"time":"noon"')),
    /k6\/points\.ndjson .*: its time noon is not within the run/,
  ],
  [
    'a snapshot taken a day later',
    document('state/end/snapshot.json', set('at', '2026-01-02T12:08:20.000Z')),
    /is not within the run/,
  ],
  [
    'a snapshot taken after its event',
    document('state/drained/snapshot.json', set('at', '2026-01-01T12:05:30.000Z')),
    /drained was begun at .*, after it was noted/,
  ],
  [
    'a lease of 8,000 years',
    event('fault.armed', { until: '9999-01-01T12:00:00.000Z' }),
    /until must be a time between 2000 and 2100/,
  ],
  [
    'a lease of a day',
    event('fault.armed', { until: '2026-01-02T12:00:00.000Z' }),
    /was armed for \d+ s, and the experiment says 30 s/,
  ],
  [
    'an end hours after the last event',
    journal(set('endedAt', '2026-06-01T12:00:00.000Z')),
    /the run ended \d+ s after its last event/,
  ],
  ['requests in another order', history(([a, b, c]) => [b!, a!, c!]), /earlier than the line before it/],
];

/** Gives every record of a view a version and a time of its last write. */
const written = (moment: string, version: string, touchedAt: string, change: object = {}) =>
  lines(`state/${moment}/desk.titles.ndjson`, (all) =>
    all.map((record) => ({
      ...record,
      fields: { ...(record['fields'] as Forged), ...change },
      version,
      touchedAt,
    })),
  );
const EARLY = '2026-01-01T11:00:00.000Z';
const AT_LAST = ['drained', 'drifted', 'end'].map((moment) => written(moment, '3', EARLY));

const writes: readonly Case[] = [
  [
    'a version that is lower than before',
    both(written('before', '4', EARLY), ...AT_LAST),
    /desk\.titles \w+ has version 3, and had 4 before/,
  ],
  [
    'another version of the same write',
    both(written('before', '2', EARLY), ...AT_LAST),
    /desk\.titles \w+ has version 3 and had 2, but was not written in between/,
  ],
  [
    'other contents of the same write',
    both(written('before', '3', EARLY, { owned: 7 }), ...AT_LAST),
    /desk\.titles \w+ has other contents, but was not written in between/,
  ],
  ['versions that are gone', both(written('before', '3', EARLY)), /desk\.titles \w+ has lost its version 3/],
  [
    'a record that was written after its snapshot',
    written('before', '3', '2026-01-01T13:00:00.000Z'),
    /was written at 2026-01-01T13:00:00\.000Z, after the snapshot/,
  ],
];

const load: readonly Case[] = [
  [
    'a status that HTTP does not have',
    history(([a, ...o]) => [{ ...a, status: 42 }, ...o]),
    /status must be 0 or an HTTP status/,
  ],
  ['a negative duration', history(([a, ...o]) => [{ ...a, durationMs: -1 }, ...o]), /durationMs/],
  [
    'another status',
    history(([a, ...o]) => [{ ...a, status: 200 }, ...o]),
    /r1-base-0: its status in the history differs/,
  ],
  [
    'another duration',
    history(([a, ...o]) => [{ ...a, durationMs: 13 }, ...o]),
    /r1-base-0: its duration in the history differs/,
  ],
  [
    'another request',
    history(([a, ...o]) => [{ ...a, asked: { title: 'persuasion' } }, ...o]),
    /r1-base-0: its request in the history differs/,
  ],
  [
    'a lost request',
    both(
      history((all) => all.slice(0, -1)),
      journal(set('load/scenarios/dear/started', 0)),
    ),
    /k6 sent r1-dear-0, which the history does not have/,
  ],
  [
    'a lost point',
    point((text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('r1-dear-0'))
        .join('\n'),
    ),
    /r1-dear-0 is in the history, but k6 has no point/,
  ],
  [
    'a status in the history and in its point, which its request did not get',
    both(
      history(([a, ...o]) => [{ ...a, status: 409 }, ...o]),
      pointsOf('r1-base-0', (metric, { tags }) => {
        if (metric === 'operation') (tags as Forged)['status'] = '409';
      }),
    ),
    /r1-base-0: got 409 by the history, and 202 by k6's requests/,
  ],
  [
    'errors that journeys threw',
    async () => writeFile(file('k6/k6.log'), 'Error: no seat\n\tat book (file:///a.js:1:1(2))\n'),
    /k6\/k6\.log: journeys threw errors, of which the journal says nothing: Error: no seat/,
  ],
  ['no log of k6', async () => rm(file('k6/k6.log')), /k6\/k6\.log is missing/],
  [
    'another method than that of its request',
    both(
      history(([a, ...o]) => [{ ...a, asked: LENDING }, ...o]),
      pointsOf('r1-base-0', (metric, { tags, metadata }) => {
        if (metric === 'operation') (metadata as Forged)['asked'] = JSON.stringify(LENDING);
        if (metric === 'http_reqs') (tags as Forged)['method'] = 'DELETE';
      }),
    ),
    /r1-base-0: asked by POST, and k6 sent DELETE/,
  ],
  [
    'a duration in the history and in its point, which no request of it took',
    both(
      history(([a, ...o]) => [{ ...a, durationMs: 7 }, ...o]),
      pointsOf('r1-base-0', (metric, data) => {
        if (metric === 'operation') data['value'] = 7;
      }),
    ),
    /r1-base-0: no request of it took 7 ms/,
  ],
  [
    'another duration of a request',
    pointsOf('r1-base-0', (metric, data) => {
      if (metric === 'http_req_duration') data['value'] = 7;
    }),
    /r1-base-0: no request of it took \d+ ms/,
  ],
  [
    'requests without a point of whether they failed',
    pointsOf('r1-dear-0', (metric) => metric !== 'http_req_failed'),
    /judged requests of broken-dear, by their answers and by k6: 1 and 0/,
  ],
  [
    'a status of another call, which no request got',
    stated({ created: 503 }),
    /r1-base-0: created got 503 by its journey, and 202 by k6's requests/,
  ],
  [
    'a status of another call that is none',
    stated({ created: '202' }),
    /r1-base-0: created got "202" by its journey, and 202 by k6's requests/,
  ],
  [
    'a lost request of which the point of its operation is lost too',
    both(
      history((all) => all.slice(0, -1)),
      journal(set('load/scenarios/dear/started', 0)),
      pointsOf('r1-dear-0', (metric) => metric !== 'operation'),
    ),
    /k6 has points of r1-dear-0, which the history lacks/,
  ],
  [
    'an operation of which k6 sent no request',
    pointsOf('r1-dear-0', (metric) => metric !== 'http_reqs'),
    /r1-dear-0 is in the history, but k6 sent no request of it/,
  ],
  [
    'requests that failed, and did not fail',
    pointsOf('r1-dear-0', (_metric, { tags }) => {
      if ('expected_response' in (tags as Forged)) (tags as Forged)['expected_response'] = 'false';
    }),
    /failed requests, by their answers and by k6: 1 and 0/,
  ],
  [
    'a region that answered',
    history(([a, ...o]) => [{ ...a, region: 'eu-west-1' }, ...o]),
    /r1-base-0: its region in the history differs/,
  ],
  [
    'no checks at all',
    point((text) => text.replaceAll(/^.*"metric":"checks".*\n/gm, '')),
    /checks: its passes is 3, and 0 by k6's points/,
  ],
  [
    'other durations, and the percentiles as they were',
    both(
      history((all) => all.map((one) => ({ ...one, durationMs: 3000 }))),
      point((text) => text.replaceAll(/("metric":"(?:http_req_duration|operation)".*"value":)[0-9.]+/g, '$13000')),
      k6((metrics) => {
        for (const [name, metric] of Object.entries(metrics)) {
          if (!/^http_req_duration(?!.*timed)/.test(name)) continue;
          Object.assign((metric as { values: object }).values, { min: 3000, max: 3000, avg: 3000 });
        }
      }),
    ),
    /http_req_duration.*: its p\(95\) is [0-9.]+, and 3000 by k6's points/,
  ],
  [
    'a threshold that was never judged',
    k6(set('checks{scenario:broken-hit}/thresholds', {})),
    /checks\{scenario:broken-hit\}: rate>0\.99 was never judged/,
  ],
  [
    'another journey',
    history(([a, ...o]) => [{ ...a, journey: 'browse' }, ...o]),
    /r1-base-0: its journey is lend, not browse/,
  ],
  [
    'a request beyond the plan',
    history(([a, ...o]) => [{ ...a, iteration: 7, correlationId: 'r1-base-7' }, ...o]),
    /the experiment plans 1 iterations of base/,
  ],
  [
    'a smaller plan',
    journal(set('load/scenarios/base/planned', 0)),
    /planned iterations of base, in the journal and by the experiment: 0 and 1/,
  ],
  [
    'failed thresholds that k6 does not have',
    journal(set('load/failedThresholds', ['http_reqs: count>0'])),
    /failed in the journal, and the summary does not say so/,
  ],
  [
    'failed thresholds that the journal does not have',
    k6(set('iterations{scenario:baseline-base}/thresholds/count>0/ok', false)),
    /failed in the summary, and the journal does not say so/,
  ],
  [
    'a threshold that its values do not meet',
    k6(set('http_reqs/thresholds', { 'count>100': { ok: true } })),
    /count>100 is met, but its values say otherwise/,
  ],
  [
    'more requests in the summary',
    k6(set('http_reqs/values/count', 30)),
    /http_reqs: its count is 30, and 3 by k6's points/,
  ],
  [
    'dropped iterations',
    k6(set('dropped_iterations/values/count', 4)),
    /dropped iterations, in the summary and in the journal: 4 and 0/,
  ],
  [
    'an exit code for crossed thresholds',
    journal(set('load/exitCode', 99)),
    /exit code is 99, and 0 thresholds failed/,
  ],
  [
    'an exit code of a script that failed',
    journal(set('load/exitCode', 107)),
    /the run is completed, and k6 ended with exit code 107/,
  ],
  [
    'another plan of k6',
    document('k6/plan.json', set('stretches/baseline-base/rate', 9)),
    /baseline-base is not what the experiment says/,
  ],
  ['no files of k6', both(() => rm(file('k6'), { recursive: true })), /k6\/plan\.json is missing/],
];

const faults: readonly Case[] = [
  [
    'a hit of a fault that the experiment does not have',
    after('fault.hit', () => ({ faultId: 'unheard-of' })),
    /unheard-of hit r1-hit-0, and the experiment has no such fault/,
  ],
  [
    'an armed fault that the experiment does not have',
    after('fault.armed', () => ({ faultId: 'unheard-of' })),
    /unheard-of was armed, and the experiment has no such fault/,
  ],
  [
    'a hit of a request that nobody sent',
    after('fault.hit', () => ({ correlationId: 'r1-hit-1' })),
    /hit r1-hit-1, which the history does not have/,
  ],
  [
    'a hit of another scenario',
    after('fault.hit', () => ({ correlationId: 'r1-base-0' })),
    /hit r1-base-0, which is not one of hit/,
  ],
  ['the same hit twice', after('fault.hit', () => ({})), /in attempt 1 more than once/],
  [
    'a hit at another point',
    event('fault.hit', { point: 'after-commit' }),
    /hit r1-hit-0 at the point after-commit, and the fault acts at before-commit/,
  ],
  [
    'a hit without the attempts before it',
    event('fault.hit', { attempt: 50 }),
    /hit r1-hit-0 in attempt 50, and in 1 attempts altogether/,
  ],
  ['a fault armed twice alike', after('fault.armed', () => ({})), /broken-reservation was armed twice at/],
  ['another kind of fault', event('fault.armed', { fault: 'latency' }), /kind of broken-reservation/],
  ['a release without an arming', after('fault.released', () => ({})), /was released without having been armed/],
  ['no arming', without('fault.armed'), /broken-reservation was never armed/],
  [
    'other hits in the journal',
    journal(set('hits/broken-reservation/observed', 0)),
    /the journal counts 0 of 1 hits, and the events show 1 of 1/,
  ],
  ['no hits in the journal', journal(set('hits', {})), /the journal counts nothing/],
  [
    'a phase that the experiment does not have',
    event('phase.ended', { phase: 'later' }),
    /the experiment has no phase later/,
  ],
  ['no end of a phase', without('phase.ended'), /baseline never ended/],
  ['a phase twice', after('phase.began', () => ({})), /baseline began 2 times/],
  [
    'a load that began at another time',
    journal(set('figures/startSeconds', 3)),
    /began -\d+ ms after the time that the experiment gives/,
  ],
];

const alarms: readonly Case[] = [
  [
    'a deployment that was compared twice at the start',
    after('deployment.compared', () => ({})),
    /compared more than once at the start/,
  ],
  [
    'alarm lists emptied on both sides',
    both(journal(set('alarms', [])), event('alarms.listed', { alarms: [] })),
    /the experiment names errors-shelf, which is neither listed nor in the template/,
  ],
  [
    'a transition of an alarm that is not listed',
    after('alarm', () => ({ alarm: 'errors-other', to: 'OK', from: 'INSUFFICIENT_DATA' })),
    /errors-other changed its state, but is not listed/,
  ],
  ['an OK without its ALARM', without('alarm'), /errors-shelf went from ALARM to OK at .*, but was in OK/],
  ['an alarm that goes from OK to OK', event('alarm', { from: 'OK' }, 1), /errors-shelf went from OK to OK/],
  ['a state that alarms do not have', event('alarm', { to: 'FINE' }), /must be "OK", "ALARM" or "INSUFFICIENT_DATA"/],
  [
    'an alarm twice',
    event('alarms.listed', {
      alarms: ['errors-shelf', 'errors-fees', 'errors-fees'].map((name) => ({ name, state: 'OK' })),
    }),
    /errors-fees is listed twice/,
  ],
  [
    'another number of functions that read streams',
    event('iterator-ages.read', { functions: 9 }),
    /functions that read streams, and those with an age: 9 and 1/,
  ],
  [
    'an answer of a probe that the experiment does not have',
    event('probe', { probe: 'http /other' }, 1),
    /asks no probe http \/other after the run/,
  ],
];

const drift: readonly Case[] = [
  [
    'a reconcile result with another outcome',
    result(set('outcome', 'clean')),
    /outcome of hourly, in the events and in its result: repaired and clean/,
  ],
  [
    'a reconcile event with other counts',
    event('reconcile.ended', { drift: 0, repaired: 0 }),
    /drift of hourly, in the events and in its result: 0 and 1/,
  ],
  ['a rule with other counts', result(set('rules/0/drift', 5)), /titles found 5 differences, and 1 are listed/],
  [
    'a rule with another outcome',
    result(set('rules/0/outcome', 'unsettled')),
    /outcome of titles, as stated and by its counts: unsettled and repaired/,
  ],
  ['a negative count', result(set('rules/0/bytes', -1)), /bytes must be at least 0/],
  ['an end of a reconcile run without its start', without('reconcile.began'), /hourly has no event of its start/],
  ['a start of a reconcile run without its end', without('reconcile.ended'), /hourly has no event of its end/],
  [
    'a reconcile run at another time',
    result(set('startedAt', '2026-01-01T12:06:50.000Z')),
    /start of hourly, in the events and in its result/,
  ],
  [
    'a difference of a rule that did not run',
    result(set('differences/0/rule', 'copies')),
    /emma: it has no rule copies/,
  ],
  [
    'drift that the experiment does not have',
    event('drift.seeded', { faultId: 'other' }),
    /other emma: the experiment has no such drift/,
  ],
  [
    'drift that no store shows',
    event('drift.seeded', { key: 'persuasion' }),
    /wrong-title was seeded on persuasion, and no store shows it/,
  ],
  ['drift of a rule that did not run', event('drift.seeded', { rule: 'copies' }), /the system has no rule copies/],
  ['drift that was seeded twice', after('drift.seeded', () => ({})), /wrong-title emma was seeded more than once/],
  ['no event of a snapshot', without('snapshot'), /no event shows when the snapshot before was taken/],
  ['a snapshot taken twice', after('snapshot', () => ({})), /the snapshot before was taken more than once/],
  ['a thousand unfinished sagas', event('backlog', { unfinished: 1000 }), /1000 sagas were unfinished/],
  [
    'unfinished sagas that no store shows',
    after(
      'snapshot',
      ({ at, elapsedMs }) => ({
        kind: 'backlog',
        unfinished: 1,
        name: undefined,
        from: undefined,
        at: new Date(Date.parse(at as string) + 20).toISOString(),
        elapsedMs: (elapsedMs as number) + 1,
      }),
      3,
    ),
    /1 sagas were unfinished after the snapshot end, which has 0/,
  ],
  [
    'a logged saga that nobody sent',
    after('backlog', () => ({
      kind: 'saga',
      unfinished: undefined,
      correlationId: 'r1-base-9',
      service: 'desk',
      state: 'OPEN',
    })),
    /r1-base-9 was logged, but neither sent nor stored/,
  ],
];

const stores: readonly Case[] = [
  [
    'a difference with its sides exchanged',
    result(set('differences/0/fields/name', { left: 'Ema', right: 'Emma' })),
    /titles emma: name is not what the stores held before and after the drift/,
  ],
  [
    'no unfinished saga, although one took long',
    both(
      lines('state/drained/desk.loans.ndjson', (rows) =>
        rows.map((row) =>
          row['key'] === 'r1-hit-0'
            ? { ...row, fields: { ...(row['fields'] as Forged), updatedAt: '2026-01-01T12:08:20.000Z' } }
            : row,
        ),
      ),
      after('reconcile.ended', () => ({
        kind: 'backlog',
        unfinished: 0,
        runId: undefined,
        outcome: undefined,
        drift: undefined,
        repaired: undefined,
      })),
    ),
    /0 sagas were unfinished at .*, and by their records 1/,
  ],
];

const whole: readonly Case[] = [
  [
    'no definition of the system',
    journal(set('system', null)),
    /it has no definition of the system, and counts state\//,
  ],
  ['no rules of the system', journal(set('rules', undefined)), /hourly ran titles, which is no rule of the system/],
  [
    'a rule that a reconcile run left out',
    journal(edit('rules', (rules) => [...(rules as string[]), 'copies'])),
    /hourly did not run the rule copies/,
  ],
  [
    'a snapshot of another time',
    document('state/end/snapshot.json', set('at', '2026-01-01T12:08:19.000Z')),
    /time of end, in its event and in its file/,
  ],
  [
    'no function that reads a stream',
    both(without('iterator-age'), event('iterator-ages.read', { functions: 0 })),
    /no function reads a stream, and by its definition/,
  ],
];

const verdicts: readonly Case[] = [
  ['another verdict', journal(set('verdict', 'FAIL')), /recorded is FAIL, and judged again PASS/],
  ['no verdict', journal(set('verdict', null)), /the journal has no verdict on the run/],
  [
    'a check less',
    journal(edit('checks', (checks) => (checks as Forged[]).slice(1))),
    /sagas-at-rest: recorded as missing, and judged again valid/,
  ],
  [
    'a check with another summary',
    journal(set('checks/0/summary', 'It is fine.')),
    /sagas-at-rest: recorded as valid \(It is fine\.\)/,
  ],
  [
    'a check that measured something else',
    journal(
      edit('checks', (checks) =>
        (checks as Forged[]).map((check) => (check['name'] === 'convergence' ? { ...check, measured: [] } : check)),
      ),
    ),
    /convergence: recorded as valid/,
  ],
  [
    'other reasons',
    journal(set('reasons', ['Because.'])),
    /the verdict that evenkeel of an unknown version recorded has other reasons/,
  ],
  [
    'another experiment',
    journal(set('experiment/budgets/rollbackSeconds', 999)),
    /the experiment does not have the digest/,
  ],
  ['another seed', journal(set('seed', 8)), /its seed and the journal: 7 and 8/],
  [
    'another sabotage than the command names',
    journal(edit('command', (command) => `${String(command)} --sabotage charge-twice`)),
    /the sabotage is none, and the command says charge-twice/,
  ],
  [
    'a verdict on a run that broke',
    journal(set('status', 'broken')),
    /the run is broken, and the journal has a verdict on it/,
  ],
  ['a stopped run without a stop', journal(set('status', 'stopped')), /the run is stopped, and no event says why/],
];

/** The checks that notice forgeries. Only they are asked: a mutation run tries every test on a mutant that executes it. */
const NOTICING = ['evidence-whole', 'evidence-agrees'];

/** The evidence of the checks that are not valid. */
const evidenceIn = (checks: readonly Check[]): string =>
  checks.flatMap(({ result, evidence }) => (result === 'valid' ? [] : evidence)).join('\n');

describe('a sound run', () => {
  it('passes', async () => {
    const untouched = await readForged(() => Promise.resolve());
    expect('evidence' in untouched && judgeAgain(untouched.evidence)).toMatchObject({ verdict: 'PASS' });
  });
});

describe.each([
  ['times and speeds', times],
  ['the writes of records', writes],
  ['the load', load],
  ['faults and phases', faults],
  ['alarms and probes', alarms],
  ['drift, snapshots and reconcile runs', drift],
  ['what the stores show', stores],
  ['what is left out', whole],
] as const)('forged evidence about %s is noticed', (_about, cases) => {
  it.each(cases)('%s', async (_what, forge, shown) => {
    const forged = await readForged(forge);
    const checks =
      'evidence' in forged ? NOTICING.flatMap((name) => checkNamed(name, forged.evidence) ?? []) : forged.checks;
    expect(evidenceIn(checks)).toMatch(shown);
  });
});

describe('forged evidence about the verdict does not pass', () => {
  it.each(verdicts)('%s', async (_what, forge, shown) => {
    const forged = await readForged(forge);
    const { verdict, checks } = 'evidence' in forged ? judgeAgain(forged.evidence) : { verdict: 'INVALID', ...forged };
    expect(verdict).not.toBe('PASS');
    expect(evidenceIn(checks)).toMatch(shown);
  });
});
