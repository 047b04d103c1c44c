/** What a run says of its load and of itself in several places. */
import { describe, expect, it } from '@jest/globals';
import { endComparison, journalComparison } from '../../../../../chaos/checkers/agreement/journal.ts';
import { k6LogComparison } from '../../../../../chaos/checkers/agreement/k6-log.ts';
import { k6PlanComparison } from '../../../../../chaos/checkers/agreement/k6-plan.ts';
import { k6PointsComparison } from '../../../../../chaos/checkers/agreement/k6-points.ts';
import { k6SummaryComparison } from '../../../../../chaos/checkers/agreement/k6-summary.ts';
import { k6ThresholdsComparison } from '../../../../../chaos/checkers/agreement/k6-thresholds.ts';
import { loadComparison } from '../../../../../chaos/checkers/agreement/load.ts';
import { phasesComparison } from '../../../../../chaos/checkers/agreement/phases.ts';
import { stopsComparison } from '../../../../../chaos/checkers/agreement/stops.ts';
import type { Journal, K6Summary, Operation, RunEvent } from '../../../../../chaos/schemas/index.ts';
import { k6Of } from '../../k6-files.ts';
import { type Changes, evidence, events, history, journal } from '../../sound-run.ts';
import { both, type Case, contradictions, experimented, given, instead, moment, plus, without } from './compared.ts';

type Load = NonNullable<Journal['load']>;
const load = journal.load as Load;
const loaded = (change: Partial<Load>): Changes => given({ load: { ...load, ...change } });

describe('the journal', () => {
  const seals = (...files: string[]) => Object.fromEntries(files.map((file) => [file, 'a1']));
  const counted = Object.keys(journal.counts);

  it.each<Case>([
    ['is sound', {}, []],
    ['has the end before the start, as clocks may say', given({ endedAt: '2026-06-01T07:59:50.000Z' }), []],
    [
      'has the end earlier',
      given({ endedAt: '2026-06-01T07:59:49.999Z' }),
      ['the run ended at 2026-06-01T07:59:49.999Z, before it started at 2026-06-01T08:00:00.000Z'],
    ],
    ['has no end, and the run goes on', given({ status: 'running', endedAt: null }), []],
    ['has no end', given({ endedAt: null }), ['the run is completed, but has no time of its end']],
    ['has the seed of the command', given({ command: 'evenkeel chaos run x.yaml --seed 7' }), []],
    [
      'has another seed',
      given({ command: 'evenkeel chaos run x.yaml --seed 8' }),
      ['the seed is 7, and the command says 8'],
    ],
    [
      'has another seed, written with =',
      given({ command: 'evenkeel chaos run x.yaml --seed=71' }),
      ['the seed is 7, and the command says 71'],
    ],
    [
      'has the sabotage of the command',
      given({ command: 'run --sabotage charge-twice', sabotage: 'charge-twice' }),
      [],
    ],
    [
      'has another sabotage',
      given({ command: 'run --sabotage=charge-twice', sabotage: 'lose' }),
      ['the sabotage is lose, and the command says charge-twice'],
    ],
    [
      'has no sabotage',
      given({ command: 'run --sabotage charge-twice' }),
      ['the sabotage is none, and the command says charge-twice'],
    ],
    ['has a sabotage that the command lacks', given({ sabotage: 'charge-twice' }), []],
    [
      'has no definition, and counts stores',
      given({ system: null }),
      ['it has no definition of the system, and counts state/before/snapshot.json'],
    ],
    ['has no definition, and counts no stores', given({ system: null, counts: { 'events.ndjson': 3 } }), []],
    ['seals what it counts', given({ seals: seals(...counted, 'events.ndjson') }), []],
    [
      'seals less',
      given({ seals: seals(...counted.slice(1)) }),
      ['its seal lists the files that it counts: true and false'],
    ],
    [
      'seals stores that it does not count',
      given({ seals: seals(...counted, 'state/x.ndjson', 'my/state/y.ndjson') }),
      ['it seals state/x.ndjson, which it does not count'],
    ],
    [
      'seals results that it does not count',
      given({ seals: seals(...counted, 'reconcile/x.json') }),
      ['it seals reconcile/x.json, which it does not count'],
    ],
    ['has a rule twice', given({ rules: ['titles', 'titles'] }), ['it has the rule titles twice']],
    ['has no rules', given({ rules: undefined }), []],
    ['is of AWS, where time cannot go faster', given({ target: 'aws' }), ['time on AWS has speed 1, not 20']],
    ['is of AWS, where time goes as it does', given({ target: 'aws', speed: 1 }), []],
    ['has the least speed', experimented({ minSpeed: 20 }), []],
    ['is too slow', experimented({ minSpeed: 21 }), ['the speed is 20, and the experiment needs 21']],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(journalComparison, changes)).toEqual(lines);
  });

  it('has the digest of its experiment', () => {
    const sound = evidence();
    const digest = (experimentDigest: string | undefined) =>
      journalComparison.contradictions({ ...sound, journal: { ...sound.journal, experimentDigest } });
    expect(digest(undefined)).toEqual(['it has no digest of the experiment']);
    expect(digest('5a')).toEqual(['the experiment does not have the digest that the journal notes']);
  });

  it.each<Case>([
    ['soon after its last event', {}, []],
    ['an hour after its last event', given({ endedAt: '2026-06-01T09:00:27.000Z' }), []],
    ['later', given({ endedAt: '2026-06-01T09:00:28.000Z' }), ['the run ended 3601 s after its last event']],
    [
      'an hour after its start, without any event',
      { events: [], journal: { endedAt: '2026-06-01T09:00:00.000Z' } },
      [],
    ],
    [
      'more than an hour after its start, without any event',
      { events: [], journal: { endedAt: '2026-06-01T09:00:01.000Z' } },
      ['the run ended 3601 s after its last event'],
    ],
    ['not yet', given({ endedAt: null }), []],
  ])('ends %s', (_what, changes, lines) => {
    expect(contradictions(endComparison, changes)).toEqual(lines);
  });
});

describe('the end of the run', () => {
  const stopped: RunEvent = { ...moment(9), kind: 'stopped', reason: 'alarm' } as never;
  const mark = (sabotage: string): RunEvent => ({ ...moment(9), kind: 'sabotage.reached', sabotage, detail: 'x' });

  it.each<Case>([
    ['is sound', {}, []],
    ['has an event', both(plus(stopped), given({ status: 'stopped' })), []],
    ['has two events', plus(stopped, stopped), ['the run was stopped more than once']],
    ['has no event', given({ status: 'stopped' }), ['the run is stopped, and no event says why']],
    ['has phases without a load', given({ load: null }), ['the run has phases, and the journal has no load']],
    ['has neither', { events: without('phase.began'), journal: { load: null } }, []],
    [
      'has phases without a load, because it was stopped',
      both(plus(stopped), given({ status: 'stopped', load: null })),
      [],
    ],
    ['shows the sabotage', { ...plus(mark('lose')), journal: { sabotage: 'lose' } }, []],
    [
      'shows another sabotage',
      { ...plus(mark('lose')), journal: { sabotage: 'other' } },
      ['the system is sabotaged by lose, and the journal says other'],
    ],
    [
      'shows a sabotage of a sound system',
      plus(mark('lose')),
      ['the system is sabotaged by lose, and the journal says by nothing'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(stopsComparison, changes)).toEqual(lines);
  });
});

describe('the history', () => {
  const first = (change: Partial<Operation>): Changes => ({
    history: history.map((one, index) => (index === 0 ? { ...one, ...change } : one)),
  });
  const counts = (change: Load['scenarios']) => loaded({ scenarios: { ...load.scenarios, ...change } });
  const others = Object.fromEntries(Object.entries(load.scenarios).filter(([name]) => name !== 'base'));
  const NO_LOAD = { history: [], journal: { load: null } };
  const started = 'started iterations of base, in the journal and in the history: 1 and 0';

  it.each<Case>([
    ['is sound', {}, []],
    [
      'has an unknown scenario',
      { history: [...history, { ...history[0]!, scenario: 'other' }] },
      ['r1-base-0: the experiment has no scenario other'],
    ],
    [
      'has another id',
      first({ correlationId: 'r1-base-1' }),
      ['r1-base-1: is not the id of iteration 0 of base in run r1'],
    ],
    [
      'has an iteration more',
      {
        history: [...history, { ...history[0]!, correlationId: 'r1-base-1', iteration: 1 }],
        ...counts({ base: { planned: 1, started: 2 } }),
      },
      ['r1-base-1: the experiment plans 1 iterations of base'],
    ],
    ['has another journey', first({ journey: 'browse' }), ['r1-base-0: its journey is lend, not browse']],
    ['lacks an operation', { history: history.slice(1) }, [started]],
    [
      'has operations without a load',
      { ...NO_LOAD, history },
      ['the journal has no load, and the history has 3 operations'],
    ],
    ['has none without a load', NO_LOAD, []],
    [
      'has operations of a load that never reported',
      { ...loaded({ scenarios: {} }), journal: { load: { ...load, scenarios: {} }, status: 'stopped' } },
      [],
    ],
    [
      'has operations of a load that reported nothing',
      loaded({ scenarios: {} }),
      ['base', 'hit', 'dear'].map((name) => `the journal counts no iterations of ${name}`),
    ],
    [
      'has operations that are not counted',
      loaded({ scenarios: others }),
      ['the journal counts no iterations of base'],
    ],
    [
      'is of a load that was stopped, and reported',
      { history: history.slice(1), journal: { status: 'stopped' } },
      [started],
    ],
    [
      'is of another plan',
      counts({ base: { planned: 2, started: 1 } }),
      ['planned iterations of base, in the journal and by the experiment: 2 and 1'],
    ],
    [
      'lacks a scenario that the journal counts',
      counts({ other: { planned: 0, started: 0 } }),
      ['planned iterations of other, in the journal and by the experiment: 0 and undefined'],
    ],
    ['is of a script that failed', loaded({ exitCode: 110, failedThresholds: ['a'] }), []],
    ['is of a k6 that failed', loaded({ exitCode: 107 }), ['the run is completed, and k6 ended with exit code 107']],
    ['is of a k6 that was stopped', given({ load: { ...load, exitCode: 105 }, status: 'stopped' }), []],
    ['is of a load that crossed thresholds', loaded({ exitCode: 99, failedThresholds: ['a'] }), []],
    ['is of a load that crossed none', loaded({ exitCode: 99 }), ["k6's exit code is 99, and 0 thresholds failed"]],
    [
      'is of a load that crossed some, and passed',
      loaded({ failedThresholds: ['a'] }),
      ["k6's exit code is 0, and 1 thresholds failed"],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(loadComparison, changes)).toEqual(lines);
  });

  it('may go on with a scenario in a later phase', () => {
    const [one, two] = journal.experiment.phases;
    const again = { ...two!, scenarios: [...two!.scenarios, one!.scenarios[0]!] };
    const later = { ...history[0]!, correlationId: 'r1-base-1', iteration: 1, elapsedMs: 8000 };
    const run = {
      journal: {
        ...experimented({ phases: [one!, again] }).journal,
        ...counts({ base: { planned: 2, started: 2 } }).journal,
      },
      history: [...history, later],
    };
    expect(contradictions(loadComparison, run)).toEqual([]);
    expect(contradictions(phasesComparison, run)).toEqual([]);
  });
});

describe("k6's files", () => {
  const k6 = k6Of(journal, history);
  const planned = (change: object): Changes => ({ k6: { ...k6, plan: { ...k6.plan, ...change } } });
  const { 'baseline-base': stretch, ...otherStretches } = k6.plan.stretches;
  const regions = { own: 'home' as const, home: 'us-east-1', other: 'eu-west-1', moveWithinSeconds: 90 };
  const pointing = (change: object): Changes => ({ k6: { ...k6, points: { ...k6.points, ...change } } });
  const unrecorded = pointing({ unrecorded: ['r1-base-9'] });
  const nameless = (scenario: string, count: number) => pointing({ nameless: new Map([[scenario, count]]) });
  const SENT = { http_reqs: [3], http_req_duration: [3], http_req_failed: [3, 1], judged: [3, 1] };
  /** Of one scenario: how many points each metric has, and what they add up to. */
  const measured = ({ judged = [], ...metrics }: Readonly<Record<string, number[]>>): Changes =>
    pointing({
      series: new Map(
        Object.entries(metrics).map(([metric, [points, sum = points]]) => [
          metric,
          new Map(points === undefined ? [] : [['baseline-base', { count: points, sum, min: 0, max: 1 }]]),
        ]),
      ),
      judged: new Map(judged.length === 0 ? [] : [['baseline-base', { count: judged[0], failed: judged[1] }]]),
    });

  it.each<Case>([
    ['are sound', {}, []],
    ['are of another run', planned({ run: 'r2' }), ['its run and the journal: r2 and r1']],
    ['are of another seed', planned({ seed: 8 }), ['its seed and the journal: 8 and 7']],
    ['lack a stretch', planned({ stretches: otherStretches }), ['baseline-base is not what the experiment says']],
    [
      'have a stretch more',
      planned({ stretches: { ...k6.plan.stretches, other: stretch } }),
      ['other is not what the experiment says'],
    ],
    ...(['phase', 'scenario', 'journey', 'rate', 'startsAt', 'seconds', 'planned', 'firstIteration'] as const).map(
      (field): Case => [
        `have another ${field}`,
        planned({ stretches: { ...k6.plan.stretches, 'baseline-base': { ...stretch, [field]: 'other' } } }),
        ['baseline-base is not what the experiment says'],
      ],
    ),
  ])('%s: the plan', (_what, changes, lines) => {
    expect(contradictions(k6PlanComparison, changes)).toEqual(lines);
  });

  it.each<Case>([
    ['are of one region', planned({ urls: undefined }), []],
    [
      'are of two regions, and the journal names none',
      planned({ urls: { home: 'http://home', other: 'http://other' } }),
      ['whether the system has two regions, by its URLs and by the journal: true and false'],
    ],
    [
      'are of one region, and the journal names two',
      both(planned({ urls: undefined }), given({ regions })),
      ['whether the system has two regions, by its URLs and by the journal: false and true'],
    ],
    [
      'are of customers in another region',
      planned({ stretches: { ...k6.plan.stretches, 'baseline-base': { ...stretch, near: 'other' } } }),
      ['baseline-base is not what the experiment says'],
    ],
  ])('%s: the regions of the plan', (_what, changes, lines) => {
    expect(contradictions(k6PlanComparison, changes)).toEqual(lines);
  });

  it.each<Case>([
    ['have a request that the history lacks', unrecorded, ['k6 has points of r1-base-9, which the history lacks']],
    [
      'have requests of a scenario in no iteration',
      nameless('baseline-base', 2),
      ['k6 sent 2 requests of baseline-base in no iteration'],
    ],
    [
      'have a request of a scenario in no iteration',
      nameless('baseline-base', 1),
      ['k6 sent 1 request of baseline-base in no iteration'],
    ],
    ['have them because k6 was interrupted', both(nameless('baseline-base', 2), loaded({ exitCode: 105 })), []],
    ["have the request of k6's setup", nameless('', 1), []],
    ['have more of no scenario', nameless('', 2), ['k6 sent 2 requests of no scenario in no iteration']],
    ['have it because k6 was interrupted', both(unrecorded, loaded({ exitCode: 105 })), []],
    ['have it because its journey threw', both(unrecorded, loaded({ thrown: { iterations: 1, error: 'boom' } })), []],
    ['have it without a load', both(unrecorded, given({ load: null })), []],
    ['have as many points of each metric of requests', measured(SENT), []],
    ['do not say whether requests failed', measured({ ...SENT, judged: [], http_req_failed: [] }), []],
    [
      'have requests without their durations',
      measured({ ...SENT, http_req_duration: [] }),
      ["requests of baseline-base, by k6's count and by their durations: 3 and 0"],
    ],
    [
      'have durations of requests that were never sent',
      measured({ ...SENT, http_reqs: [] }),
      ["requests of baseline-base, by k6's count and by their durations: 0 and 3"],
    ],
    [
      'say whether requests failed that got no answer',
      measured({ ...SENT, judged: [] }),
      [
        'judged requests of baseline-base, by their answers and by k6: 0 and 3',
        'failed requests of baseline-base, by their answers and by k6: 0 and 1',
      ],
    ],
    [
      'have other durations than requests of no scenario',
      pointing({ series: new Map([['http_reqs', new Map([['', { count: 1, sum: 1, min: 1, max: 1 }]])]]) }),
      ["requests, by k6's count and by their durations: 1 and 0"],
    ],
    [
      'have durations of more requests than were sent',
      measured({ ...SENT, http_reqs: [2] }),
      ["requests of baseline-base, by k6's count and by their durations: 2 and 3"],
    ],
    [
      'lack whether requests failed',
      measured({ ...SENT, http_req_failed: [] }),
      [
        'judged requests of baseline-base, by their answers and by k6: 3 and 0',
        'failed requests of baseline-base, by their answers and by k6: 1 and 0',
      ],
    ],
    [
      'have a request that failed, and not by k6',
      measured({ ...SENT, http_req_failed: [3, 0] }),
      ['failed requests of baseline-base, by their answers and by k6: 1 and 0'],
    ],
    ['lack durations because k6 was interrupted', both(measured({ http_reqs: [1] }), loaded({ exitCode: 105 })), []],
    [
      'are none of a metric that k6 announced',
      pointing({ pointless: ['checks'] }),
      ['k6 announced checks, and has no point of it'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(k6PointsComparison, changes)).toEqual(lines);
  });

  const otherMetrics = Object.fromEntries(
    Object.entries(k6.summary.metrics).filter(([metric]) => metric !== 'checks{scenario:broken-hit}'),
  );
  const thrown = { iterations: 2, error: 'Error: no seat' };
  const silent = 'journeys threw errors, of which the journal says nothing: Error: no seat';

  it.each<Case>([
    ['of no journey', {}, []],
    ['of which the journal says nothing', { k6: { ...k6, thrown } }, [silent]],
    [
      'of which the journal says something',
      { ...loaded({ thrown: { ...thrown, iterations: 1 } }), k6: { ...k6, thrown } },
      [],
    ],
    ['without a load', { ...given({ load: null }), k6: { ...k6, thrown } }, []],
  ])('have a log with errors %s', (_what, changes, lines) => {
    expect(contradictions(k6LogComparison, changes)).toEqual(lines);
  });

  const thresholds = (metric: string, change: object): Changes => ({
    k6: {
      ...k6,
      summary: { metrics: { ...k6.summary.metrics, [metric]: { ...k6.summary.metrics[metric]!, ...change } } },
    },
  });

  it.each<Case>([
    ['are all', {}, []],
    [
      'lack one of another value',
      thresholds('http_req_failed{scenario:broken-hit}', { thresholds: { 'rate<1': { ok: true } } }),
      ['http_req_failed{scenario:broken-hit}: rate<0.01 was never judged'],
    ],
    [
      'lack one of the whole load',
      thresholds('dropped_iterations', { thresholds: undefined }),
      ['dropped_iterations: count==0 was never judged'],
    ],
    [
      'lack one of a metric that the summary does not have at all',
      { k6: { ...k6, summary: { metrics: otherMetrics } } },
      ['checks{scenario:broken-hit}: rate>0.99 was never judged'],
    ],
    [
      'lack one that may not fail, as the experiment expects an answer',
      both(
        thresholds('http_req_failed{scenario:broken-hit}', { thresholds: {} }),
        experimented({ expect: { alarms: [], outcomes: [{ scenario: 'hit', status: [202, 409] }] } }),
      ),
      ['http_req_failed{scenario:broken-hit}: rate<0.01 was never judged'],
    ],
    [
      'are of a load that was interrupted',
      both({ k6: { ...k6, summary: { metrics: {} } } }, loaded({ exitCode: 105 })),
      [],
    ],
    ['are of no load', both({ k6: { ...k6, summary: { metrics: {} } } }, given({ load: null })), []],
    [
      'lack one that a request without an answer would fail',
      both(
        thresholds('http_req_failed{scenario:broken-hit}', { thresholds: {} }),
        experimented({ expect: { alarms: [], outcomes: [{ scenario: 'hit', status: [202, 0] }] } }),
      ),
      [],
    ],
    [
      'allow a system of two regions to be slower',
      given({ regions }),
      ['baseline-base', 'broken-hit', 'broken-dear'].map(
        (name) => `http_req_duration{scenario:${name},timed:yes}: p(95)<3000 was never judged`,
      ),
    ],
  ])('%s: the thresholds', (_what, changes, lines) => {
    const wrong = { k6, ...changes };
    expect(contradictions(k6ThresholdsComparison, wrong)).toEqual(lines);
  });

  it.each<[what: string, points: number, change: Partial<Operation>, journey: string, lines: string[]]>([
    ['are checked', 1, {}, 'request', []],
    ['are checked more than once', 2, {}, 'request', []],
    ['are not checked', 0, {}, 'request', ['base: 1 request got an answer, and k6 checked 0']],
    ['are not checked because there is none', 0, { status: 0 }, 'request', []],
    ['are not checked by a journey that need not check them', 0, {}, 'lend', []],
  ])('have answers that %s', (_what, points, change, journey, lines) => {
    const { phases } = journal.experiment;
    const checked: Changes = {
      history: history.map((one, place) => (place === 0 ? { ...one, ...change } : one)),
      ...pointing({
        series: new Map([['checks', new Map([['baseline-base', { count: points, sum: points, min: 1, max: 1 }]])]]),
      }),
      ...experimented({
        phases: phases.map((phase) => ({
          ...phase,
          scenarios: phase.scenarios.map((one) => (one.name === 'base' ? { ...one, journey } : one)),
        })),
      }),
    };
    expect(contradictions(k6PointsComparison, checked)).toEqual(lines);
  });

  it.each([
    ['no checks', []],
    ['checks of other scenarios only', [['checks', new Map()]] as const],
  ])('have answers that are not checked, by %s', (_what, series) => {
    const [first, ...others] = journal.experiment.phases;
    const scenarios = first!.scenarios.map((one) => ({ ...one, journey: 'request' }));
    const asking = experimented({ phases: [{ ...first!, scenarios }, ...others] });
    expect(contradictions(k6PointsComparison, { ...pointing({ series: new Map(series) }), ...asking })).toEqual([
      'base: 1 request got an answer, and k6 checked 0',
    ]);
  });

  it('have the points of the history, if the load reported', () => {
    const pointed: Changes = { k6: { ...k6, points: { ...k6.points, contradictions: ['r1-base-0 differs'] } } };
    const silent = (status: Journal['status']) => ({
      ...pointed,
      journal: { status, load: { ...load, scenarios: {} } },
    });
    expect(contradictions(k6PointsComparison, pointed)).toEqual(['r1-base-0 differs']);
    expect(contradictions(k6PointsComparison, { ...pointed, journal: { status: 'stopped' } })).toHaveLength(1);
    expect(contradictions(k6PointsComparison, silent('completed'))).toHaveLength(1);
    expect(contradictions(k6PointsComparison, silent('stopped'))).toEqual([]);
    expect(contradictions(k6PointsComparison, { ...pointed, journal: { status: 'stopped', load: null } })).toEqual([]);
  });
});

describe("k6's summary", () => {
  type Metrics = K6Summary['metrics'];
  type Series = ReturnType<typeof k6Of>['points']['series'];
  const k6 = k6Of(journal, history);
  const summing = (
    metrics: Metrics,
    series: Readonly<Record<string, Readonly<Record<string, object>>>> = {},
  ): Changes => ({
    k6: {
      ...k6,
      summary: { metrics },
      points: {
        ...k6.points,
        series: new Map(
          Object.entries(series).map(([metric, scenarios]) => [metric, new Map(Object.entries(scenarios))]),
        ) as unknown as Series,
      },
    },
  });
  const counter = (count: number, thresholds: Readonly<Record<string, boolean>> = {}): Metrics[string] => ({
    type: 'counter',
    values: { count },
    thresholds: Object.fromEntries(Object.entries(thresholds).map(([name, ok]) => [name, { ok }])),
  });
  const met = (name: string, metric: Metrics[string]): Changes => summing({ [name]: metric });
  const points = { count: 4, sum: 10, min: 1, max: 4 };
  const trend = (change: object = {}): Metrics[string] => ({
    type: 'trend',
    values: { count: 4, min: 1, max: 4, avg: 2.5, ...change },
  });
  const rate = (change: object = {}): Metrics[string] => ({
    type: 'rate',
    values: { passes: 3, fails: 1, rate: 0.75, ...change },
  });
  const PERCENTILES = { med: 2.5, 'p(90)': 3.7, 'p(95)': 3.85, 'p(99)': 3.97 };
  const rated = { count: 4, sum: 3, min: 0, max: 1 };

  it.each<Case>([
    ['is sound', {}, []],
    ['has no dropped iterations', summing({}), []],
    [
      'has dropped iterations',
      met('dropped_iterations', counter(4)),
      ['dropped iterations, in the summary and in the journal: 4 and 0'],
    ],
    ['has those of the journal', both(met('dropped_iterations', counter(4)), loaded({ droppedIterations: 4 })), []],
    ['is of no load', both(met('dropped_iterations', counter(4)), given({ load: null })), []],
    ['is of a load that was interrupted', both(met('dropped_iterations', counter(4)), loaded({ exitCode: 105 })), []],
    [
      'is of a load that crossed thresholds',
      both(met('dropped_iterations', counter(4)), loaded({ exitCode: 99 })),
      ['dropped iterations, in the summary and in the journal: 4 and 0'],
    ],
    [
      'is of a script that failed',
      both(met('dropped_iterations', counter(4)), loaded({ exitCode: 110 })),
      ['dropped iterations, in the summary and in the journal: 4 and 0'],
    ],
    [
      'has a threshold that failed',
      met('a', counter(0, { 'count>0': false })),
      ['a: count>0 failed in the summary, and the journal does not say so'],
    ],
    [
      'has a threshold that failed, as the journal says',
      both(met('a', counter(0, { 'count>0': false })), loaded({ failedThresholds: ['a: count>0'] })),
      [],
    ],
    [
      'has no threshold that failed, although the journal says so',
      both(met('a', counter(1, { 'count>0': true })), loaded({ failedThresholds: ['a: count>0'] })),
      ['a: count>0 failed in the journal, and the summary does not say so'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(k6SummaryComparison, changes)).toEqual(lines);
  });

  it.each<[threshold: string, count: number, holds: boolean]>([
    ['count<3', 2, true],
    ['count<3', 3, false],
    ['count<=3', 3, true],
    ['count<=3', 4, false],
    ['count>3', 4, true],
    ['count>3', 3, false],
    ['count>=3', 3, true],
    ['count>=3', 4, true],
    ['count>=3', 2, false],
    ['count==3', 3, true],
    ['count==3', 4, false],
    ['count!=3', 4, true],
    ['count!=3', 3, false],
    ['count < 3.5', 3, true],
    ['count >  -1', 0, true],
    ['count<30', 29, true],
  ])('meets %s with %d: %s', (threshold, count, holds) => {
    const saying = (ok: boolean) =>
      both(met('a', counter(count, { [threshold]: ok })), loaded({ failedThresholds: ok ? [] : [`a: ${threshold}`] }));
    expect(contradictions(k6SummaryComparison, saying(holds))).toEqual([]);
    expect(contradictions(k6SummaryComparison, saying(!holds))).toEqual([
      `a: ${threshold} is ${holds ? 'not met' : 'met'}, but its values say otherwise`,
    ]);
  });

  it.each<[what: string, metric: Metrics[string]]>([
    ['of another form', counter(5, { 'count<3 or so': true })],
    ['of a statistic that it lacks', counter(5, { 'rate<3': true })],
    [
      'of a trend without samples',
      { type: 'trend', values: { count: 0, avg: 5 }, thresholds: { 'avg<3': { ok: true } } },
    ],
    ['of a trend without a count', { type: 'trend', values: { avg: 5 }, thresholds: { 'avg<3': { ok: true } } }],
    [
      'of a rate without samples',
      { type: 'rate', values: { rate: 5, passes: 0, fails: 0 }, thresholds: { 'rate<3': { ok: true } } },
    ],
    ['of a rate without counts', { type: 'rate', values: { rate: 5 }, thresholds: { 'rate<3': { ok: true } } }],
  ])('may say of a threshold what it likes if it is %s', (_what, metric) => {
    expect(contradictions(k6SummaryComparison, met('a', metric))).toEqual([]);
  });

  it.each<[what: string, metric: Metrics[string]]>([
    ['a counter without counts', counter(0, { 'count>0': true })],
    ['a trend', { type: 'trend', values: { count: 1, avg: 5 }, thresholds: { 'avg<3': { ok: true } } }],
    [
      'a rate of passes',
      { type: 'rate', values: { rate: 1, passes: 1, fails: 0 }, thresholds: { 'rate<1': { ok: true } } },
    ],
    [
      'a rate of as many passes as failures',
      { type: 'rate', values: { rate: 0.5, passes: 1, fails: 1 }, thresholds: { 'rate<0.5': { ok: true } } },
    ],
    [
      'a rate of failures',
      { type: 'rate', values: { rate: 0, passes: 0, fails: 1 }, thresholds: { 'rate>0': { ok: true } } },
    ],
  ])('must not say of a threshold what its values deny, such as of %s', (_what, metric) => {
    expect(contradictions(k6SummaryComparison, met('a', metric))).toHaveLength(1);
  });

  it.each<
    [
      what: string,
      metrics: Metrics,
      series: Readonly<Record<string, Readonly<Record<string, object>>>>,
      lines: string[],
    ]
  >([
    ['a counter', { reqs: counter(10) }, { reqs: { '': points } }, []],
    [
      'another counter',
      { reqs: counter(9) },
      { reqs: { '': points } },
      ["reqs: its count is 9, and 10 by k6's points"],
    ],
    ['a counter without points', { reqs: counter(9) }, { reqs: {} }, ["reqs: its count is 9, and 0 by k6's points"]],
    ['a counter of which there are no points at all', { reqs: counter(9) }, {}, []],
    [
      'a counter of a scenario',
      { 'reqs{scenario:base}': counter(10), reqs: counter(10) },
      { reqs: { base: points, '': points } },
      [],
    ],
    [
      'another counter of a scenario',
      { 'reqs{scenario:base}': counter(9), reqs: counter(10) },
      { reqs: { base: points, '': points } },
      ["reqs{scenario:base}: its count is 9, and 10 by k6's points"],
    ],
    [
      'a counter with other tags',
      { 'reqs{scenario:base,status:200}': counter(9), reqs: counter(10) },
      { reqs: { '': points } },
      [],
    ],
    ['a counter of another name', { 'my reqs': counter(9), reqs: counter(10) }, { reqs: { '': points } }, []],
    ['a trend', { took: trend() }, { took: { '': points } }, []],
    ['a trend that is off by what adding up leaves', { took: trend({ avg: 2.5000025 }) }, { took: { '': points } }, []],
    [
      'a trend that is off by more',
      { took: trend({ avg: 2.50001 }) },
      { took: { '': points } },
      ["took: its avg is 2.50001, and 2.5 by k6's points"],
    ],
    [
      'other trends',
      { took: trend({ count: 5, min: 0, max: 5, avg: undefined }) },
      { took: { '': points } },
      [
        "took: its count is 5, and 4 by k6's points",
        "took: its min is 0, and 1 by k6's points",
        "took: its max is 5, and 4 by k6's points",
        "took: its avg is missing, and 2.5 by k6's points",
      ],
    ],
    [
      'the percentiles of a trend',
      { took: trend(PERCENTILES) },
      { took: { '': { ...points, values: [4, 1, 3, 2] } } },
      [],
    ],
    [
      'other percentiles of a trend',
      { took: trend({ ...PERCENTILES, 'p(95)': 3.5, med: undefined }) },
      { took: { '': { ...points, values: [4, 1, 3, 2] } } },
      [
        "took: its med is missing, and 2.5 by k6's points",
        "took: its p(95) is 3.5, and 3.8499999999999996 by k6's points",
      ],
    ],
    [
      'the percentile of a single value',
      { took: trend({ count: 1, min: 4, max: 4, avg: 4, med: 4, 'p(90)': 4, 'p(95)': 4, 'p(99)': 4 }) },
      { took: { '': { count: 1, sum: 4, min: 4, max: 4, values: [4] } } },
      [],
    ],
    [
      'a trend of timed calls',
      { 'took{scenario:base,timed:yes}': trend({ max: 5 }), took: trend() },
      { took: { 'base,timed:yes': points, '': points } },
      ["took{scenario:base,timed:yes}: its max is 5, and 4 by k6's points"],
    ],
    ['a trend without points', { took: trend({ count: 0, min: 0, max: 0, avg: 0 }) }, { took: {} }, []],
    ['a rate', { ok: rate() }, { ok: { '': rated } }, []],
    [
      'other rates',
      { ok: rate({ passes: 2, fails: 2, rate: 0.5 }) },
      { ok: { '': rated } },
      [
        "ok: its passes is 2, and 3 by k6's points",
        "ok: its fails is 2, and 1 by k6's points",
        "ok: its rate is 0.5, and 0.75 by k6's points",
      ],
    ],
    ['a rate without points', { ok: rate({ passes: 0, fails: 0, rate: 0 }) }, { ok: {} }, []],
    ['a gauge', { vus: { type: 'gauge', values: { value: 9 } } }, { vus: { '': points } }, []],
    ['no metric of some points', {}, { took: { '': points } }, ['it has no metric took']],
    ['no metric, and no points of it', {}, { took: {} }, []],
    [
      'a large number that is off by what adding up leaves',
      { reqs: counter(10_000_005) },
      { reqs: { '': { ...points, sum: 10_000_000 } } },
      [],
    ],
    ['a small number that is off by as much', { reqs: counter(0.000001) }, { reqs: { '': { ...points, sum: 0 } } }, []],
    [
      'a small number that is off by more',
      { reqs: counter(0.00001) },
      { reqs: { '': { ...points, sum: 0 } } },
      ["reqs: its count is 0.00001, and 0 by k6's points"],
    ],
  ])('is compared with the points: %s', (_what, metrics, series, lines) => {
    expect(contradictions(k6SummaryComparison, summing(metrics, series))).toEqual(lines);
  });
});

describe('the phases', () => {
  const began = (seconds: number, phase = 'baseline'): RunEvent => ({ ...moment(seconds), kind: 'phase.began', phase });
  const BROKEN = began(5, 'broken');
  const early = (ms: number) => `baseline began ${ms} ms after the time that the experiment gives`;
  const at = (elapsedMs: number, of = 'base'): Changes => ({
    history: history.map((one) => (one.scenario === of ? { ...one, elapsedMs } : one)),
  });
  const drained = (seconds: number, phase: string): RunEvent => ({ ...moment(seconds), kind: 'phase.drained', phase });
  const [one, two] = journal.experiment.phases;
  const later = <Moment extends { readonly elapsedMs: number }>(moments: readonly Moment[]) =>
    moments.map((each) => ({ ...each, elapsedMs: each.elapsedMs + 60_000 }));
  const outside = ['r1-base-0 was sent outside the phases of base'];

  it.each<Case>([
    ['are sound', {}, []],
    ['are unknown', plus(began(5, 'other')), ['the experiment has no phase other']],
    ['began twice', plus(began(1)), ['baseline began 2 times']],
    ['never began', instead(BROKEN), ['baseline never began']],
    ['never began in a run that was stopped', { ...instead(BROKEN), journal: { status: 'stopped' } }, []],
    ['never began in a run without a load', { ...instead(BROKEN), journal: { load: null } }, []],
    ['began as early as timers may fire', instead(began(-0.005), BROKEN), []],
    ['began earlier', instead(began(-0.006), BROKEN), [early(-6)]],
    ['began late', instead(began(10), BROKEN), []],
    ['began too late', instead(began(10.001), BROKEN), [early(10_001)]],
    [
      'began late in a harness that was delayed',
      both(instead(began(10.001), BROKEN), given({ figures: { startSeconds: 0, harnessDelayMs: 1 } })),
      [],
    ],
    [
      'began at a time that is not known',
      given({ figures: {} }),
      Array.from({ length: 6 }, () => 'the journal does not say when the load began'),
    ],
    [
      'take long to drain',
      both(
        experimented({ phases: [one!, { ...two!, drainSeconds: 30 }] }),
        instead(drained(5, 'baseline'), drained(40, 'broken')),
      ),
      [],
    ],
    [
      'are of a load that began a minute later',
      { events: later(events), history: later(history), journal: { figures: { startSeconds: 60 } } },
      [],
    ],
    ['have an operation 50 seconds after their end', at(55_000), []],
    ['have an operation later', at(55_001), outside],
    ['have an operation 10 seconds before their beginning', at(-10_000), []],
    ['have an operation earlier', at(-10_001), outside],
    ['have an operation 50 seconds after the end of the second one', at(60_000, 'dear'), []],
    ['have an operation 10 seconds before the beginning of the second one', at(-5000, 'dear'), []],
    [
      'have an operation of the second one earlier',
      at(-5001, 'dear'),
      ['r1-dear-0 was sent outside the phases of dear'],
    ],
    [
      'have an operation of an unknown scenario',
      { history: [...history, { ...history[0]!, scenario: 'other' }] },
      ['r1-base-0 was sent outside the phases of other'],
    ],
    ['lack another end', { events: without('phase.ended') }, ['baseline never ended', 'broken never ended']],
    ['lack another drain', { events: without('phase.drained') }, ['baseline never drained', 'broken never drained']],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(phasesComparison, changes)).toEqual(lines);
  });
});
