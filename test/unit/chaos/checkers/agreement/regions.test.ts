/** What a run of two regions says of them in several places. */
import { describe, expect, it } from '@jest/globals';
import { movedCustomersComparison } from '../../../../../chaos/checkers/agreement/moved-customers.ts';
import { regionsComparison } from '../../../../../chaos/checkers/agreement/regions.ts';
import { type Journal, type Operation, RegionFault, type RunEvent } from '../../../../../chaos/schemas/index.ts';
import { type Changes, history, journal } from '../../sound-run.ts';
import { HOME, OTHER, REGIONS } from '../region-run.ts';
import { both, type Case, contradictions, given, moment, plus, without } from './compared.ts';

const homeLost = RegionFault.parse({ id: 'home-lost', fault: 'region-lost', phase: 'broken' });
const paused = RegionFault.parse({ id: 'paused', fault: 'replication-paused', phase: 'baseline' });

type RegionEvent = Extract<RunEvent, { kind: `region.${string}` }>;
const region = (seconds: number, kind: RegionEvent['kind'], change: Partial<RegionEvent> = {}): RunEvent => ({
  ...moment(seconds),
  kind,
  faultId: 'home-lost',
  region: HOME,
  ...change,
});
const replication = (seconds: number, what: 'paused' | 'compared' | 'resumed'): RunEvent => {
  const common = { ...moment(seconds), faultId: 'paused' };
  return what === 'compared'
    ? { ...common, kind: 'replication.compared', views: ['desk.titles'], found: [] }
    : { ...common, kind: `replication.${what}` };
};
const moved = (seconds: number, to: string): RunEvent => ({
  ...moment(seconds),
  kind: 'customers.moved',
  near: HOME,
  to,
});

/** Customers of the scenario `dear` are near the other region; all others are near the home region. */
const [baseline, broken] = journal.experiment.phases;
const phases = [
  baseline!,
  {
    ...broken!,
    scenarios: broken!.scenarios.map((one) => (one.name === 'dear' ? { ...one, near: 'other' as const } : one)),
  },
];
const withFaults = (regionFaults: RegionFault[] | undefined, more: Partial<Journal> = {}): Changes =>
  given({ regions: REGIONS, experiment: { ...journal.experiment, phases, regionFaults }, ...more });
const answered = (one: Operation, by: string): Operation => ({ ...one, region: by });
const answers = history.map((one) => answered(one, one.scenario === 'dear' ? OTHER : HOME));
const run = (faults: RegionFault[] | undefined, of: readonly RunEvent[], more: Partial<Journal> = {}): Changes =>
  both({ ...plus(...of), history: answers }, withFaults(faults, more));
const ofPaused = [replication(1, 'paused'), replication(5, 'compared'), replication(5, 'resumed')];

describe('the fault of a region', () => {
  const LOST = region(5, 'region.lost');
  const RETURNED = region(15, 'region.returned');
  const lost = (of: readonly RunEvent[], more?: Partial<Journal>) => run([homeLost], of, more);
  const unknown = (kind: string, id: string) => [
    `the events have ${kind} of ${id}, and the experiment has no such fault`,
  ];
  const elsewhere = [`region of home-lost, in the events and in the experiment: ${OTHER} and ${HOME}`];
  const early = ['home-lost began before its phase'];
  const late = ['home-lost ended before its phase had drained'];

  it.each<Case>([
    ['lasts from its phase until the phase has drained', lost([LOST, RETURNED]), []],
    ['is unknown', lost([LOST, RETURNED, replication(5, 'paused')]), unknown('replication.paused', 'paused')],
    ['is none in the experiment', run(undefined, [LOST]), unknown('region.lost', 'home-lost')],
    ['is the loss of another region', lost([region(5, 'region.lost', { region: OTHER }), RETURNED]), elsewhere],
    ['is the return of another region', lost([LOST, region(15, 'region.returned', { region: OTHER })]), elsewhere],
    ['never begins', lost([]), ['home-lost: the events have nothing of it']],
    ['never ends', lost([LOST]), ['home-lost: the events have region.lost of it']],
    [
      'begins twice',
      lost([LOST, LOST, RETURNED]),
      ['home-lost: the events have region.lost, region.lost, region.returned of it'],
    ],
    ['never ends in a run that is stopped', lost([LOST], { status: 'stopped' }), []],
    ['never ends in a run without a load', lost([LOST], { load: null }), []],
    ['begins before its phase', lost([region(4.9, 'region.lost'), RETURNED]), early],
    ['ends before its phase has drained', lost([LOST, region(14.9, 'region.returned')]), late],
    [
      'is in a run whose phases no event shows',
      { ...lost([]), events: [LOST, RETURNED, ...without('phase.began', 'phase.drained')] },
      [],
    ],
    ['pauses the replication, compares and resumes it', run([paused], ofPaused), []],
    [
      'pauses the replication, and compares it too early',
      run([paused], [replication(1, 'paused'), replication(4.9, 'compared'), replication(5, 'resumed')]),
      ['paused ended before its phase had drained'],
    ],
    [
      'pauses the replication, and never compares it',
      run([paused], [replication(1, 'paused'), replication(5, 'resumed')]),
      ['paused: the events have replication.paused, replication.resumed of it'],
    ],
    ['is one of two', run([paused, homeLost], [...ofPaused, LOST, RETURNED]), []],
    [
      'is one of two, and begins before its own phase',
      run([paused, homeLost], [...ofPaused, region(4.9, 'region.lost'), RETURNED]),
      early,
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(regionsComparison, changes)).toEqual(lines);
  });
});

describe('the region that answers', () => {
  /** A request that takes 2 s, while customers near the home region are sent elsewhere from second 10 to 20. */
  const answer = (scenario: string, seconds: number, change: Partial<Operation>) => {
    const one = { ...history[0]!, scenario, elapsedMs: seconds * 1000, durationMs: 2000, ...change };
    const changes = { ...plus(moved(10, OTHER), moved(20, HOME)), history: [one] };
    return contradictions(regionsComparison, both(changes, withFaults(undefined)));
  };
  const wrong = (by: string, near: string, to: string) => [
    `${by} answered r1-base-0, and customers near ${near} were sent to ${to}`,
  ];

  it.each<[what: string, scenario: string, seconds: number, by: string, sentTo: string | undefined]>([
    ['is the closest one', 'hit', 2, HOME, undefined],
    ['is not the closest one', 'hit', 2, OTHER, HOME],
    ['is the closest one to the customers of its scenario', 'dear', 2, OTHER, undefined],
    ['is closest to other customers only', 'dear', 2, HOME, OTHER],
    ['is one to which customers are moved a second after the answer', 'hit', 7, OTHER, undefined],
    ['is one to which they are moved later', 'hit', 6.9, OTHER, HOME],
    ['is the old one less than a second after the move', 'hit', 10.9, HOME, undefined],
    ['is the new one less than a second after the move', 'hit', 10.9, OTHER, undefined],
    ['is the old one a second after the move', 'hit', 11, HOME, OTHER],
    ['is the new one a second after the move', 'hit', 11, OTHER, undefined],
    ['is the one to which customers are moved back', 'hit', 21, HOME, undefined],
    ['is one that they have left again', 'hit', 21, OTHER, HOME],
    ['is the closest one, and other customers are moved away', 'dear', 25, OTHER, undefined],
  ])('%s', (_what, scenario, seconds, by, sentTo) => {
    const near = scenario === 'dear' ? OTHER : HOME;
    expect(answer(scenario, seconds, { region: by })).toEqual(sentTo === undefined ? [] : wrong(by, near, sentTo));
  });

  it('is known of each request that was answered', () => {
    expect(answer('hit', 2, { status: 0 })).toEqual([]);
    expect(answer('hit', 2, { status: 202 })).toEqual(['no region answered r1-base-0, which got 202']);
  });
});

describe('a run of one region', () => {
  it.each<Case>([
    ['says nothing of regions', {}, []],
    [
      'has no event of them',
      plus(replication(5, 'paused'), moved(6, OTHER)),
      [
        'the events have replication.paused, and the journal names no regions',
        'the events have customers.moved, and the journal names no regions',
      ],
    ],
    [
      'has no answer of them',
      { history: history.map((one, index) => (index === 0 ? answered(one, HOME) : one)) },
      ['a region answered r1-base-0, and the journal names no regions'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(regionsComparison, changes)).toEqual(lines);
  });
});

describe('the moves of customers', () => {
  it.each<Case>([
    ['are of none', {}, []],
    ['are to the region that is closest', plus(moved(10, HOME)), []],
    [
      'are to the other region, and none is lost',
      plus(moved(10, OTHER)),
      ['customers near us-east-1 were moved to eu-west-1, and the experiment loses no region'],
    ],
    [
      'are to the other region, and only replication is paused',
      both(plus(moved(10, OTHER)), withFaults([paused])),
      ['customers near us-east-1 were moved to eu-west-1, and the experiment loses no region'],
    ],
    ['are to the other region, because one is lost', both(plus(moved(10, OTHER)), withFaults([homeLost])), []],
    [
      'are to the other region, because one is lost after a pause of the replication',
      both(plus(moved(10, OTHER)), withFaults([paused, homeLost])),
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(movedCustomersComparison, changes)).toEqual(lines);
  });
});
