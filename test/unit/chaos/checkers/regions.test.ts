import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRegionLost } from '../../../../chaos/checkers/regions/region-lost.ts';
import { judgeReplicationPaused } from '../../../../chaos/checkers/regions/replication-paused.ts';
import { type Experiment, type Operation, RegionFault, RunEvent } from '../../../../chaos/schemas/index.ts';
import { predict } from '../../../../chaos/prediction/index.ts';
import { type Expectations, record } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';
import { journal as soundJournal } from '../sound-run.ts';

const [HOME, OTHER] = ['us-east-1', 'eu-west-1'];
const REGIONS = { own: 'home', home: HOME, other: OTHER, moveWithinSeconds: 98 } as const;
const SPEED = 10;
const START = Date.parse(soundJournal.virtualStartedAt);
/** Real seconds within which customers are moved, at this speed. */
const BOUND = 9.8;
/** Real seconds at which the region is lost and returns. */
const [LOST, BACK] = [10, 40];

const scenario = (name: string, near: 'home' | 'other') => ({ name, journey: 'lend', rate: 1, near });
const phases: Experiment['phases'] = [
  { name: 'lost', seconds: 30, drainSeconds: 0, scenarios: [scenario('at_home', 'home'), scenario('away', 'other')] },
];
const journal = { experiment: { ...soundJournal.experiment, phases }, speed: SPEED };
const lostFault = RegionFault.parse({ id: 'home-lost', fault: 'region-lost', phase: 'lost' });
const pausedFault = RegionFault.parse({ id: 'paused', fault: 'replication-paused', phase: 'lost' });

const event = (seconds: number, kind: string, fields: object): RunEvent =>
  RunEvent.parse({
    at: new Date(START + seconds * 1000 * SPEED).toISOString(),
    elapsedMs: seconds * 1000,
    kind,
    ...fields,
  });
const moved = (seconds: number, to: string, near = HOME) => event(seconds, 'customers.moved', { near, to });
const lost = event(LOST, 'region.lost', { faultId: 'home-lost', region: HOME });
const returned = event(BACK, 'region.returned', { faultId: 'home-lost', region: HOME });
const events = [lost, moved(LOST + 7, OTHER), returned, moved(BACK + 8, HOME)];

let sent = 0;
function operation(scenarioName: string, seconds: number, region: string | undefined, changes = {}): Operation {
  sent += 1;
  return {
    correlationId: `r1-${scenarioName}-${sent}`,
    scenario: scenarioName,
    iteration: sent,
    journey: 'lend',
    sentAt: new Date(START + seconds * 1000).toISOString(),
    elapsedMs: seconds * 1000,
    status: region === undefined ? 0 : 202,
    durationMs: 100,
    ...(region !== undefined && { region }),
    ...changes,
  };
}
const sound = [
  operation('at_home', 5, HOME),
  operation('away', 5, OTHER),
  operation('at_home', LOST + 2, undefined),
  operation('away', LOST + 2, OTHER),
  operation('at_home', LOST + BOUND + 1, OTHER),
  operation('at_home', BACK + 2, OTHER),
  operation('at_home', BACK + BOUND + 1, HOME),
];
const judgeLost = (history: readonly Operation[], of: readonly RunEvent[] = events) =>
  judgeRegionLost(lostFault, of, history, journal, REGIONS);

describe('a region that is lost', () => {
  it('is as expected if its customers alone are moved, in time, and come back', () => {
    const { violations, undecided, measured } = judgeLost(sound);
    expect({ violations, undecided }).toEqual({ violations: [], undecided: [] });
    expect(measured.map(({ value }) => value)).toEqual([70, 80]);
  });

  it.each<[what: string, wrong: Operation, line: RegExp]>([
    ['is not answered before the loss', operation('at_home', 5, undefined), /not answered, 50 virtual s before/],
    [
      'is not answered after the bound',
      operation('at_home', LOST + BOUND + 1, undefined),
      /not answered, 108 virtual s/,
    ],
    ['near the other region is not answered', operation('away', LOST + 1, undefined), /not answered, 10 virtual s/],
    [
      'is answered by the lost region',
      operation('at_home', LOST + 15, HOME),
      /answered by us-east-1, must be by eu-west/,
    ],
    ['is answered elsewhere long after its return', operation('at_home', BACK + 20, OTHER), /must be by us-east-1/],
    ['near the other region is answered by this one', operation('away', 5, HOME), /must be by eu-west-1/],
  ])('is not as expected if a request %s', (_what, wrong, line) => {
    const { violations } = judgeLost([...sound, wrong]);
    expect(violations.length).toBeGreaterThan(0);
    for (const violation of violations) expect(violation).toMatch(line);
  });

  it('excuses only requests near it, from its loss until its customers must have been moved', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (seconds) => {
        const { violations } = judgeLost([...sound, operation('at_home', seconds, undefined)]);
        const isExcused = seconds + 0.1 >= LOST - 1 && seconds <= LOST + BOUND;
        expect(violations.length === 0).toBe(isExcused);
      }),
    );
  });

  it.each<[what: string, history: readonly Operation[], of: readonly RunEvent[], line: RegExp]>([
    ['it never began', sound, [], /it never began/],
    ['its end was not noted', sound, [lost], /its end was never noted/],
    ['it was under no load', sound.filter(({ status }) => status !== 0), events, /every request was answered/],
    [
      'nothing was sent after the bound',
      sound.filter(({ elapsedMs }) => elapsedMs < 15_000),
      events,
      /no request was sent/,
    ],
    ['nothing shows the move', sound, [lost, returned], /nothing shows when customers of us-east-1 were moved/],
  ])('proves nothing if %s', (_what, history, of, line) => {
    const { violations, undecided } = judgeLost(history, of);
    expect(violations).toEqual([]);
    expect(undecided.join('\n')).toMatch(line);
  });
});

const copies: Expectations = {
  request: () => [],
  elsewhere: ({ correlationId, journey, here }) =>
    journey === 'reprice' && here === 'other' ? [record('desk.prices', correlationId, {})] : [],
};
const compared = (keys: readonly string[], seconds = 30) =>
  event(seconds, 'replication.compared', {
    faultId: 'paused',
    views: ['desk.prices'],
    found: keys.map((key) => ({ rule: 'price-replicas', view: 'desk.prices', key })),
  });
const paused = event(LOST, 'replication.paused', { faultId: 'paused' });
const reprice = (seconds: number, changes = {}) =>
  operation('at_home', seconds, HOME, { journey: 'reprice', status: 200, ...changes });

describe('replication that is paused', () => {
  const during = reprice(15);
  const judge = (
    history: readonly Operation[],
    found: readonly string[],
    expectations: Expectations | undefined = copies,
  ) => judgeReplicationPaused(pausedFault, [paused, compared(found)], history, REGIONS, expectations);

  it('is as expected if the rules find exactly what was written meanwhile', () => {
    const history = [reprice(3), during, operation('at_home', 16, HOME), reprice(17, { status: 422 })];
    expect(judge(history, [during.correlationId])).toMatchObject({ violations: [], undecided: [] });
  });

  it.each<[what: string, found: readonly string[], line: RegExp]>([
    ['a write is not found', [], /was written in us-east-1 meanwhile, and no rule of eu-west-1 found it/],
    [
      'something else is found',
      [during.correlationId, 'made-up'],
      /made-up was found in eu-west-1, and nothing wrote it/,
    ],
  ])('is not as expected if %s', (_what, found, line) => {
    expect(judge([during], found).violations.join('\n')).toMatch(line);
  });

  it('leaves open what a request left whose answer is not known', () => {
    const uncertain = reprice(16, { status: 0 });
    expect(judge([during, uncertain], [during.correlationId]).violations).toEqual([]);
    expect(judge([during, uncertain], [during.correlationId, uncertain.correlationId]).violations).toEqual([]);
  });

  it('proves nothing if nothing was written, or the definition does not say what is copied', () => {
    expect(judge([reprice(3)], []).undecided).toEqual(['paused: nothing was written in us-east-1 meanwhile']);
    expect(judge([during], [], { request: () => [] }).undecided.join()).toMatch(/\(elsewhere\)/);
    expect(judgeReplicationPaused(pausedFault, [paused], [during], REGIONS, copies).undecided).toEqual([
      'paused: the copies were never compared',
    ]);
  });
});

describe('what another region answered', () => {
  const away = operation('at_home', 5, OTHER, {
    correlationId: 'r1-hit-0',
    scenario: 'hit',
    journey: 'lend',
    iteration: 0,
  });

  it('is predicted to start no saga here, and one there', () => {
    const endIn = (region: string) => predict(soundJournal.experiment, 1, [away], sample, region).get('r1-hit-0')?.end;
    expect(endIn(HOME)).toBe('refused');
    expect(endIn(OTHER)).toBe(predict(soundJournal.experiment, 1, [away], sample).get('r1-hit-0')?.end);
    expect(endIn(OTHER)).not.toBe('refused');
  });
});
