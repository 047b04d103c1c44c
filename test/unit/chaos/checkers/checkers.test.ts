import { describe, expect, it } from '@jest/globals';
import type { Checker } from '../../../../chaos/checkers/checker.ts';
import { checkers } from '../../../../chaos/checkers/index.ts';
import { checkAll } from '../../../../chaos/judge.ts';
import type { Fields, Journal, LedgerEntry, ReconcileResult, RunEvent } from '../../../../chaos/schemas/index.ts';
import type { JudgedSnapshot, SagaState } from '../../../../chaos/system/index.ts';
import { incomplete } from '../../../../chaos/evidence/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import {
  at,
  type Changes,
  drifted,
  evidence,
  events,
  history,
  journal,
  ledger,
  reconcile,
  sagas,
  snapshot,
} from '../sound-run.ts';

function check(name: string, changes: Changes = {}) {
  const found = checkNamed(name, evidence(changes));
  if (found === undefined) throw new RangeError(`no check ${name}`);
  return found;
}

type Records = Readonly<Record<string, Fields | null>>;

/** The saga with other fields in the records of some participants; null removes a record. */
const withRecords = (state: SagaState, change: Records): SagaState => ({
  ...state,
  records: Object.fromEntries(
    Object.entries({ ...state.records, ...change }).map(([name, fields]) => [
      name,
      fields === null ? null : { ...state.records[name], ...fields },
    ]),
  ),
});

const sagasWith = (correlationId: string, change: Records): SagaState[] =>
  sagas.map((state) => (state.correlationId === correlationId ? withRecords(state, change) : state));

/** The drained snapshot with one saga changed. */
const drainedWith = (correlationId: string, change: Records): JudgedSnapshot =>
  snapshot('drained', 16, sagasWith(correlationId, change));
const endWith = (correlationId: string, change: Records): JudgedSnapshot =>
  snapshot('end', 25, sagasWith(correlationId, change));

const [base, hit] = sagas as [SagaState, SagaState, SagaState];
const named = (correlationId: string, state: SagaState): SagaState => ({ ...state, correlationId });
const without = (kind: RunEvent['kind']) => events.filter((event) => event.kind !== kind);
const plus = (...more: RunEvent[]) => [...events, ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);
const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const loggedAt = (seconds: number, state: string): RunEvent => ({
  ...moment(seconds),
  kind: 'saga',
  correlationId: 'r1-hit-0',
  service: 'desk',
  state,
});
const listed = (...alarms: Extract<RunEvent, { kind: 'alarms.listed' }>['alarms']): RunEvent[] => [
  { ...moment(0), kind: 'alarms.listed', alarms },
  ...without('alarms.listed'),
];

const altered = (kind: RunEvent['kind'], change: object): RunEvent[] =>
  events.map((event) => (event.kind === kind ? { ...event, ...change } : event));
const isBefore = (event: RunEvent) => event.kind === 'probe' && event.when === 'before';
const isAfter = (event: RunEvent) => event.kind === 'probe' && event.when === 'after';

/** The sound run of an experiment that expects these answers. */
function answering(...outcomes: Journal['experiment']['expect']['outcomes']): Changes {
  const { experiment } = journal;
  return { journal: { experiment: { ...experiment, expect: { ...experiment.expect, outcomes } } } };
}

/** The sound run of an experiment that ends with a drill, which records these events. */
const drilled = (...more: RunEvent[]): Changes => ({
  journal: { experiment: { ...journal.experiment, drill: true } },
  events: plus(...more),
});

const STUCK = withRecords(hit, { loan: { state: 'OPEN' }, copy: null, fee: { status: 'PAID' } });
const atEnd = (state: SagaState): JudgedSnapshot =>
  snapshot(
    'end',
    25,
    sagas.map((held) => (held.correlationId === state.correlationId ? state : held)),
  );

const callOf = (key: string): LedgerEntry => ({
  operationId: `loan-copy#${key}`,
  rule: 'loan-copy',
  key,
  action: { kind: 'call', owner: 'desk' },
  status: 'done',
  intendedAt: at(21),
  concludedAt: at(21),
  undoes: false,
});

/** The run of an experiment in which an event is lost: its saga is stuck after the drain, until the reconciler ends it. */
function strandedRun(): Changes {
  const [fault] = journal.experiment.faults;
  const lost = { ...fault!, fault: 'lost-event', parameters: { service: 'shelf', step: 'hold' } };
  return {
    journal: {
      rules: ['titles', 'loan-copy'],
      experiment: {
        ...journal.experiment,
        faults: [lost],
        expect: { alarms: [], outcomes: [] },
        budgets: { ...journal.experiment.budgets, convergeSeconds: 400 },
      },
    },
    events: strandedEvents('alarm'),
    drained: { ...atEnd(STUCK), name: 'drained', at: at(16) },
    reconciles: [
      {
        ...reconcile,
        rules: [...reconcile.rules, { ...reconcile.rules[0]!, name: 'loan-copy' }],
        differences: [...reconcile.differences, { ...reconcile.differences[0]!, rule: 'loan-copy', key: 'r1-hit-0' }],
      },
    ],
    drifted: {
      ...drifted(),
      views: new Map([...atEnd(STUCK).views, ['desk.titles', drifted().views.get('desk.titles')!]]),
    },
    ledger: [...ledger, callOf('r1-hit-0')],
  };
}

function strandedEvents(gone: RunEvent['kind']): RunEvent[] {
  return plus({ ...moment(17), kind: 'backlog', unfinished: 1 }, { ...moment(23), kind: 'backlog', unfinished: 0 })
    .map((event) => ({ ...event, ...STRANDED[event.kind] }))
    .filter(
      ({ kind, elapsedMs }) => kind !== gone && kind !== 'alarm' && !(kind === 'backlog' && elapsedMs === 11_500),
    );
}

/** How the events differ if an event is lost. */
const STRANDED: Readonly<Partial<Record<RunEvent['kind'], object>>> = {
  'fault.armed': { fault: 'lost-event' },
  'fault.hit': { point: 'delivery' },
  'reconcile.ended': { drift: 2, repaired: 2 },
};

describe('a sound run', () => {
  it('passes every check even if a saga was left to the reconciler', () => {
    expect(checkAll(evidence(strandedRun())).filter(({ result }) => result !== 'valid')).toEqual([]);
  });

  it('passes every check', () => {
    expect(checkAll(evidence()).filter(({ result }) => result !== 'valid')).toEqual([]);
  });
});

const violations: readonly [check: string, violations: [what: string, changes: Changes, named: string][]][] = [
  [
    'sagas-at-rest',
    [
      ['an accepted request is lost', { drained: snapshot('drained', 16, [hit]) }, 'r1-base-0: accepted, but no loan'],
      [
        'a saga is still open',
        { drained: drainedWith('r1-base-0', { loan: { state: 'OPEN' } }) },
        'r1-base-0: loan OPEN, copy TAKEN, fee PAID',
      ],
      [
        'a participant of a completed saga is in another state',
        { drained: drainedWith('r1-base-0', { fee: { status: 'DUE' } }) },
        'fee DUE',
      ],
      [
        'a participant of a rolled back saga was not undone',
        { drained: drainedWith('r1-hit-0', { copy: { state: 'TAKEN' } }) },
        'copy TAKEN',
      ],
      ['a participant has no owner', { drained: drainedWith('r1-base-0', { loan: null }) }, 'r1-base-0'],
    ],
  ],
  [
    'outcome-as-predicted',
    [
      [
        'a saga without faults rolled back',
        { drained: snapshot('drained', 16, [named('r1-base-0', hit)]) },
        'r1-base-0: rolled-back, predicted completed',
      ],
      [
        'a saga that a fault hit completed',
        { drained: snapshot('drained', 16, [named('r1-hit-0', base)]) },
        'r1-hit-0: completed, predicted rolled-back because of broken-reservation',
      ],
      [
        'a saga that its own request must roll back completed',
        { drained: snapshot('drained', 16, [named('r1-dear-0', base)]) },
        'r1-dear-0: completed, predicted rolled-back because of overdrawn',
      ],
    ],
  ],
  [
    'rollbacks-within-budget',
    [
      [
        'a rollback took too long',
        { drained: drainedWith('r1-hit-0', { loan: { updatedAt: at(6 + 10.1) } }) },
        'r1-hit-0: rolled back after 10.1 s',
      ],
      [
        'the services did not complete a rollback',
        { drained: drainedWith('r1-hit-0', { loan: { state: 'CANCELLING' } }) },
        'r1-hit-0: still CANCELLING after the drain',
      ],
      [
        'a rollback took too long by the log, although not by its record',
        { events: plus(loggedAt(6.1, 'OPEN'), loggedAt(16.1, 'CANCELLED')) },
        'r1-hit-0: rolled back after 10.1 s',
      ],
    ],
  ],
  [
    'convergence',
    [
      [
        'a saga ended too late',
        { drained: drainedWith('r1-hit-0', { loan: { updatedAt: at(10 + 10.1) } }) },
        'r1-hit-0: unfinished for 202 virtual s',
      ],
    ],
  ],
  [
    'deployed-as-designed',
    [
      [
        'an alarm has lost its action',
        { events: altered('deployment.compared', { differences: ['alarm errors-fees has no action'] }) },
        'alarm errors-fees has no action',
      ],
    ],
  ],
  [
    'alarms-proven',
    [
      [
        'a drilled alarm did not fire',
        drilled({
          ...moment(26),
          kind: 'alarm.drilled',
          alarm: 'errors-fees',
          outcome: 'unproven',
          text: 'it did not fire',
        }),
        'errors-fees: it did not fire',
      ],
    ],
  ],
  [
    'alarms-as-predicted',
    [
      [
        'an alarm is missing from the system',
        { events: listed({ name: 'errors-shelf', state: 'OK' }) },
        'errors-fees: missing: in the template, but not in the system',
      ],
      [
        'an alarm was on before the load',
        { events: listed({ name: 'errors-shelf', state: 'OK' }, { name: 'errors-fees', state: 'ALARM' }) },
        'errors-fees: false: in ALARM before',
      ],
      ['an expected alarm did not fire', { events: without('alarm') }, 'errors-shelf: missed: did not fire'],
      [
        'an expected alarm fired late',
        {
          events: [
            ...without('alarm'),
            { ...moment(13), kind: 'alarm', alarm: 'errors-shelf', from: 'OK', to: 'ALARM', reason: '' },
            { ...moment(16), kind: 'alarm', alarm: 'errors-shelf', from: 'ALARM', to: 'OK', reason: '' },
          ],
        },
        'fired 138 virtual s after broken-reservation; 120 are allowed',
      ],
      [
        'an expected alarm never cleared',
        { events: events.filter((event) => event.kind !== 'alarm' || event.to !== 'OK') },
        'errors-shelf: stuck: in ALARM at the end, not back in OK',
      ],
      [
        'an expected alarm fired before its cause',
        {
          events: plus({ ...moment(3), kind: 'alarm', alarm: 'errors-shelf', from: 'OK', to: 'ALARM', reason: '' }),
        },
        'errors-shelf: early: fired',
      ],
      [
        'another alarm fired',
        {
          events: plus({
            ...moment(3),
            kind: 'alarm',
            alarm: 'errors-fees',
            from: 'OK',
            to: 'ALARM',
            reason: 'one error',
          }),
        },
        'errors-fees: false: fired',
      ],
    ],
  ],
  [
    'reconciliation',
    [
      [
        'no run took place',
        { reconciles: [], events: without('reconcile.began') },
        'expected a run triggered by schedule',
      ],
      ['seeded drift was not found', { reconciles: [{ ...reconcile, differences: [] }] }, 'titles emma: not found'],
      [
        'seeded drift was not repaired',
        { reconciles: [{ ...reconcile, differences: [{ ...reconcile.differences[0]!, repaired: false }] }] },
        'titles emma: found, but not repaired',
      ],
      [
        'something else was found',
        {
          reconciles: [
            {
              ...reconcile,
              differences: [...reconcile.differences, { ...reconcile.differences[0]!, key: 'persuasion' }],
            },
          ],
        },
        'titles persuasion: different, but it was not seeded',
      ],
      [
        'an earlier run had to repair',
        { reconciles: [{ ...reconcile, runId: 'earlier', startedAt: at(3), endedAt: at(4) }, reconcile] },
        'found by earlier',
      ],
      ['the run could not conclude', { reconciles: [{ ...reconcile, outcome: 'inconclusive' }] }, 'ended inconclusive'],
      [
        'another trigger started it',
        {
          events: events.map((event) => (event.kind === 'reconcile.began' ? { ...event, trigger: 'run-now' } : event)),
        },
        'expected a run triggered by schedule',
      ],
    ],
  ],
  [
    'stores-level',
    [
      [
        'a copy is still wrong',
        { end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Ema', updatedAt: at(21) } } }) },
        'desk.titles emma: name is "Ema", was "Emma"',
      ],
      ['a record is still lost', { end: endWith('r1-base-0', { copy: null }) }, 'shelf.holds hold-r1-base-0: gone'],
      [
        'a record is still there a second time',
        {
          end: snapshot('end', 25, sagas, {
            'desk.titles': { emma: { name: 'Emma' }, 'emma-2': { name: 'Emma' } },
          }),
        },
        'desk.titles emma-2: seeded, and still there',
      ],
      [
        'a counter has moved',
        { end: snapshot('end', 25, sagas, { 'shelf.titles': { emma: { owned: 100, free: 98 } } }) },
        'shelf.titles emma: free is 98, was 99',
      ],
      [
        'a saga that drift has begun is unfinished',
        { end: snapshot('end', 25, [...sagas, withRecords(named('r1-orphan-0', hit), { loan: null, copy: null })]) },
        'r1-orphan-0: seeded, and still there: loan none, copy none, fee WAIVED',
      ],
    ],
  ],
  [
    'leases-held',
    [
      [
        'a fault hit after its lease',
        {
          events: plus({
            ...moment(41),
            kind: 'fault.hit',
            faultId: 'broken-reservation',
            correlationId: 'r1-hit-9',
            point: 'before-commit',
            attempt: 1,
          }),
        },
        'after its lease',
      ],
      [
        'a fault hit after its release',
        {
          events: plus({
            ...moment(18),
            kind: 'fault.hit',
            faultId: 'broken-reservation',
            correlationId: 'r1-hit-9',
            point: 'before-commit',
            attempt: 1,
          }),
        },
        '3000 ms after its release',
      ],
      ['a fault was never released', { events: without('fault.released') }, 'never released'],
    ],
  ],
  [
    'service-level',
    [
      [
        'a threshold on answers was exceeded',
        { journal: { load: { ...journal.load!, failedThresholds: ['http_req_duration{scenario:base}: p(95)<500'] } } },
        'http_req_duration',
      ],
    ],
  ],
  [
    'refused-left-nothing',
    [
      [
        'a request that was refused left something',
        { history: history.map((sent) => (sent.scenario === 'base' ? { ...sent, status: 429 } : sent)) },
        'r1-base-0: refused, but the stores hold its loan, copy, fee',
      ],
    ],
  ],
  [
    'sagas-asked-for',
    [
      [
        'a stored saga was never sent',
        { drained: snapshot('drained', 16, [...sagas, named('r1-base-7', base)]) },
        'r1-base-7: stored, but never sent',
      ],
    ],
  ],
  [
    'stranded-sagas',
    [
      ['a saga that was stranded never reached its end', { ...strandedRun(), end: atEnd(STUCK) }, 'loan OPEN'],
      [
        'a saga that was stranded reached another end',
        { ...strandedRun(), end: atEnd(named('r1-hit-0', base)) },
        'r1-hit-0: completed, predicted rolled-back by the reconciler',
      ],
      [
        'a saga that was stranded reached its end late',
        { ...strandedRun(), end: atEnd(withRecords(hit, { loan: { updatedAt: at(17) } })) },
        'r1-hit-0: rolled back after 11.0 s',
      ],
    ],
  ],
  [
    'stream-stall',
    [
      [
        'a function received a record that was too old',
        { events: altered('iterator-age', { maximumMs: 60_001 }) },
        'shelf-loans: received a record 60001 ms old',
      ],
    ],
  ],
  [
    'answers-as-expected',
    [
      [
        'a request that no fault hit was refused',
        { ...answering({ scenario: 'base', status: [200] }) },
        'r1-base-0: got 202, expected 200 (not hit by any fault)',
      ],
      [
        'a request that a fault hit got another answer',
        { ...answering({ scenario: 'hit', hitBy: 'broken-reservation', status: [409, 503] }) },
        'r1-hit-0: got 202, expected 409 or 503 (hit by broken-reservation)',
      ],
    ],
  ],
  [
    'steady-state',
    [
      [
        'a probe does not hold after the run',
        { events: events.map((event) => (isAfter(event) ? { ...event, ok: false, message: 'answered 503' } : event)) },
        'answered 503',
      ],
    ],
  ],
];

describe.each(violations)('%s', (name, each) => {
  it.each(each)('is invalid when %s', (_what, changes, named) => {
    const { result, evidence: lines } = check(name, changes);
    expect(result).toBe('invalid');
    expect(lines.join('\n')).toContain(named);
  });
});

describe('the curve of unfinished sagas', () => {
  const counts = (...samples: [seconds: number, unfinished: number][]): Changes => ({
    events: [
      ...without('backlog'),
      ...samples.map(([seconds, unfinished]) => ({ ...moment(seconds), kind: 'backlog' as const, unfinished })),
    ].sort((one, other) => one.elapsedMs - other.elapsedMs),
  });

  it('needs no more samples once the load has ended and no saga is left', () => {
    expect(check('convergence', counts([11, 1], [12, 0], [70, 0])).result).toBe('valid');
  });

  it('is unknown when it was not sampled for a while and a saga was unfinished', () => {
    expect(check('convergence', counts([11, 1], [22, 0])).result).toBe('unknown');
  });

  it('is unknown when its last sample has an unfinished saga', () => {
    expect(check('convergence', counts([11, 0], [12, 1])).result).toBe('unknown');
  });
});

describe('a requested reconcile run', () => {
  const requested: Partial<Journal> = {
    experiment: { ...journal.experiment, reconcile: { by: 'run-now', afterSeconds: 0, timeoutSeconds: 60 } },
  };
  const ran = (runId: string, from: number, outcome: ReconcileResult['outcome'], trigger: 'schedule' | 'run-now') => ({
    result: {
      ...reconcile,
      runId,
      outcome,
      startedAt: at(from),
      endedAt: at(from + 1),
      differences: outcome === 'repaired' ? reconcile.differences : [],
    },
    events: [
      { ...moment(from), kind: 'reconcile.began' as const, runId, trigger },
      { ...moment(from + 1), kind: 'reconcile.ended' as const, runId, outcome, drift: 0, repaired: 0 },
    ],
  });
  const changesBy = (...runs: ReturnType<typeof ran>[]): Changes => ({
    journal: requested,
    events: [...events.filter(({ kind }) => !kind.startsWith('reconcile.')), ...runs.flatMap((run) => run.events)].sort(
      (one, other) => one.elapsedMs - other.elapsedMs,
    ),
    reconciles: runs.map(({ result }) => result),
  });

  it('may find that an earlier hourly run has done its work', () => {
    const changes = changesBy(ran('hourly', 19, 'repaired', 'schedule'), ran('requested', 21, 'clean', 'run-now'));
    expect(check('reconciliation', changes).result).toBe('valid');
  });

  it('may be stopped by the hourly run that holds the lease, and is then judged by its repetition', () => {
    const hourly = ran('hourly', 19, 'unsettled', 'schedule');
    const changes = changesBy(
      hourly,
      ran('refused', 20, 'stopped', 'run-now'),
      ran('requested', 21, 'repaired', 'run-now'),
    );
    expect(check('reconciliation', changes).result).toBe('valid');
  });

  it('must find the drift that no hourly run has found', () => {
    const changes = changesBy(ran('hourly', 19, 'unsettled', 'schedule'), ran('requested', 21, 'clean', 'run-now'));
    expect(check('reconciliation', changes)).toMatchObject({
      result: 'invalid',
      evidence: [expect.stringContaining('titles emma: not found'), expect.stringContaining('ended clean')],
    });
  });
});

const undecided: readonly [check: string, what: string, changes: Changes][] = [
  [
    'outcome-as-predicted',
    'the fault did not hit a saga that completed',
    {
      events: without('fault.hit'),
      drained: snapshot('drained', 16, [named('r1-hit-0', base)]),
    },
  ],
  [
    'outcome-as-predicted',
    'neither of the two faults for a saga hit it',
    {
      events: without('fault.hit'),
      drained: snapshot('drained', 16, [named('r1-hit-0', base)]),
      journal: {
        experiment: {
          ...journal.experiment,
          faults: ['shelf', 'fees'].map((service) => ({
            id: service,
            fault: 'port-answer',
            scenario: 'hit',
            rate: 1,
            attempts: 'always' as const,
            leaseSeconds: 30,
            parameters: { service, step: service === 'shelf' ? 'hold' : 'prepare', port: 'store.put', answer: null },
          })),
        },
      },
    },
  ],
  ['faults-hit', 'a fault hit nothing', { events: without('fault.hit') }],
  [
    'faults-hit',
    'a fault was predicted to hit nothing',
    { history: history.filter(({ scenario }) => scenario !== 'hit') },
  ],
  [
    'alarms-as-predicted',
    'the cause of an alarm did not happen',
    { events: events.filter(({ kind }) => kind !== 'fault.hit' && kind !== 'alarm') },
  ],
  ['alarms-as-predicted', 'the alarms were never listed', { events: without('alarms.listed') }],
  [
    'alarms-as-predicted',
    'nothing emits the metric of an alarm that stayed quiet',
    { events: altered('alarms.blind', { alarms: [{ name: 'errors-fees', reason: 'its unit is None' }] }) },
  ],
  [
    'alarms-as-predicted',
    'what emits the metrics was looked for only at the start',
    { events: events.filter((event) => event.kind !== 'alarms.blind' || event.when === 'start') },
  ],
  [
    'alarms-as-predicted',
    'what emits the metrics was looked for only at the end',
    { events: events.filter((event) => event.kind !== 'alarms.blind' || event.when === 'end') },
  ],
  [
    'deployed-as-designed',
    'the deployment was compared only at the start',
    { events: events.filter((event) => event.kind !== 'deployment.compared' || event.when === 'start') },
  ],
  ['alarms-proven', 'nothing made an alarm fire', { journal: { experiment: { ...journal.experiment, drill: true } } }],
  [
    'alarms-proven',
    'a drill showed only a part',
    drilled({
      ...moment(26),
      kind: 'alarm.drilled',
      alarm: 'errors-fees',
      outcome: 'partly',
      text: 'only its actions',
    }),
  ],
  [
    'alarms-proven',
    'a mute rule held back the actions of an alarm that fired',
    {
      journal: { experiment: { ...journal.experiment, drill: true }, provenAlarms: ['errors-fees'] },
      events: altered('alarms.muted', { alarms: [{ alarm: 'errors-shelf', rule: 'night' }] }),
    },
  ],
  [
    'alarms-proven',
    'nobody looked for mute rules',
    {
      journal: { experiment: { ...journal.experiment, drill: true }, provenAlarms: ['errors-fees'] },
      events: without('alarms.muted'),
    },
  ],
  ['load-delivered', 'iterations were dropped', { journal: { load: { ...journal.load!, droppedIterations: 3 } } }],
  [
    'load-delivered',
    'a scenario fell short',
    { journal: { load: { ...journal.load!, scenarios: { base: { planned: 50, started: 40 } } } } },
  ],
  ['load-delivered', 'there is no summary', { journal: { load: null } }],
  ['convergence', 'the end of the faulty phase was not recorded', { events: without('phase.ended') }],
  ['reconciliation', 'the run ended before drift was seeded', { events: without('snapshot') }],
  ['sabotage-reached', 'the broken path was never executed', { journal: { sabotage: 'charge-twice' } }],
  [
    'outcome-as-predicted',
    'the event was not lost, and the services ended the saga',
    { ...strandedRun(), events: without('fault.hit'), drained: snapshot('drained', 16) },
  ],
  ['stranded-sagas', 'the reconciler never ran', { ...strandedRun(), events: strandedEvents('reconcile.began') }],
  ['reconciliation', 'the run ended before the reconciler ran', { reconciles: [], journal: { status: 'stopped' } }],
  ['stores-level', 'no run of the reconciler ended', { events: without('reconcile.ended') }],
  ['ledger-whole', 'no run of the reconciler ended', { events: without('reconcile.ended') }],
  [
    'explained',
    'the run does not say what its drift wrote',
    { events: altered('drift.seeded', { writes: undefined }) },
  ],
  [
    'sagas-asked-for',
    'the load was cut short',
    {
      drained: snapshot('drained', 16, [...sagas, named('r1-base-7', base)]),
      journal: { status: 'interrupted' },
    },
  ],
  ['convergence', 'unfinished sagas were not counted', { events: without('backlog') }],
  [
    'convergence',
    'the samples ended before all sagas had',
    { events: events.filter((event) => event.kind !== 'backlog' || event.unfinished > 0) },
  ],
  [
    'rollbacks-within-budget',
    'the times of a saga are not in UTC',
    { drained: drainedWith('r1-hit-0', { loan: { createdAt: '2026-01-01T12:02:00' } }) },
  ],
  [
    'queues-emptied',
    'messages were in flight when the stores were read',
    {
      journal: { figures: { ...journal.figures, queues: 1 } },
      events: plus({
        ...moment(15.5),
        kind: 'queues.read',
        queues: [{ name: 'letters', visible: 0, inFlight: 1, delayed: 0 }],
      }),
    },
  ],
  [
    'stream-stall',
    'the age of records was never read',
    { events: without('iterator-age').filter(({ kind }) => kind !== 'iterator-ages.read') },
  ],
  ['answers-as-expected', 'no such request was made', answering({ scenario: 'never', status: [200] })],
  [
    'steady-state',
    'it did not hold before the run',
    { events: events.map((event) => (isBefore(event) ? { ...event, ok: false } : event)) },
  ],
  ['steady-state', 'it was not probed after the run', { events: events.filter((event) => !isAfter(event)) }],
  [
    'leases-held',
    'the run broke before a fault was released',
    { events: without('fault.released'), journal: { status: 'broken' } },
  ],
  [
    'alarms-as-predicted',
    'the run ended before an alarm had to fire',
    { events: events.filter(({ elapsedMs }) => elapsedMs < 8000), journal: { status: 'interrupted' } },
  ],
  [
    'faults-hit',
    'a fault without a scenario hit nothing',
    {
      journal: {
        experiment: {
          ...journal.experiment,
          faults: [
            ...journal.experiment.faults,
            {
              id: 'deaf',
              fault: 'poison-record',
              rate: 1,
              attempts: 1,
              leaseSeconds: 30,
              parameters: { service: 'keeper', step: 'alarm' },
            },
          ],
        },
      },
    },
  ],
  [
    'load-delivered',
    'the history has fewer operations than were started',
    { journal: { load: { ...journal.load!, scenarios: { base: { planned: 2, started: 2 } } } } },
  ],
  ['harness-present', 'no signs of life were recorded', { events: without('heartbeats') }],
  [
    'ran-its-course',
    'a stop condition was met',
    {
      events: plus({ ...moment(9), kind: 'stopped', condition: 'error-share', message: '40 % failed' }),
      journal: { status: 'stopped' },
    },
  ],
];

describe('a run that decides nothing', () => {
  it.each(undecided)('%s is unknown when %s', (name, _what, changes) => {
    expect(check(name, changes).result).toBe('unknown');
  });

  it('makes every check unknown that needs an incomplete part', () => {
    const whole = evidence();
    const cut = {
      ...whole,
      parts: { ...whole.parts, events: incomplete('events.ndjson has 3 entries, and the journal counts 16') },
    };
    const unknown = checkAll(cut).filter(({ result }) => result === 'unknown');
    expect(unknown.map(({ name }) => name)).toEqual([
      'sagas-at-rest',
      'outcome-as-predicted',
      'explained',
      'rollbacks-within-budget',
      'convergence',
      'stream-stall',
      'answers-as-expected',
      'alarms-as-predicted',
      'deployed-as-designed',
      'reconciliation',
      'ledger-whole',
      'stranded-sagas',
      'stores-level',
      'steady-state',
      'faults-hit',
      'leases-held',
      'ran-its-course',
      'harness-present',
      'service-level',
      'evidence-whole',
      'evidence-agrees',
      'sabotage-reached',
    ]);
    expect(unknown[0]?.evidence).toEqual(['events.ndjson has 3 entries, and the journal counts 16']);
  });

  it('lists all that a reconcile run found', () => {
    const omitting = events.map((event) =>
      event.kind === 'reconcile.ended' ? { ...event, drift: 2000, omitted: 1000 } : event,
    );
    const { result, evidence: reasons } = check('evidence-whole', { events: omitting });
    expect([result, reasons]).toEqual(['unknown', ['reconcile/hourly.json lists 1000 of 2000 differences']]);
  });
});

describe('alarms', () => {
  const proven = { ...moment(26), kind: 'alarm.drilled', alarm: 'errors-fees', outcome: 'proven', text: '' } as const;

  it('are proven if each fired in the run, or in its drill', () => {
    expect(check('alarms-proven', drilled(proven)).summary).toBe(
      'All 2 alarms are proven: 1 by the drill, the others fired in a run.',
    );
  });

  it('are proven if they fired earlier in the game day', () => {
    const experiment = { ...journal.experiment, drill: true };
    expect(check('alarms-proven', { journal: { experiment, provenAlarms: ['errors-fees'] } }).result).toBe('valid');
  });
});

describe('an alarm that a mute rule targets', () => {
  const muted = (seconds: number, rules: readonly string[], previousLook?: number) => ({
    ...moment(seconds),
    kind: 'alarms.muted' as const,
    alarms: rules.map((rule) => ({ alarm: 'errors-shelf', rule })),
    ...(previousLook !== undefined && { previousLook: moment(previousLook).at }),
  });
  const fired = events.findIndex((event) => event.kind === 'alarm' && event.to === 'ALARM');
  const at = (events[fired]?.elapsedMs ?? 0) / 1000;
  const summary = (...looks: readonly ReturnType<typeof muted>[]) =>
    check('alarms-as-predicted', { events: [...without('alarms.muted'), ...looks] }).summary;

  it('is as predicted, because its state changes, and is reported as one that did not act', () => {
    expect(check('alarms-as-predicted', { events: [...without('alarms.muted'), muted(0, ['night'])] })).toMatchObject({
      result: 'valid',
      summary: expect.stringContaining('Their actions were muted: errors-shelf (mute rule night).'),
    });
  });

  it('acted if the rule ended before it fired, or began later', () => {
    expect(summary(muted(0, ['night']), muted(at - 1, [], at - 2))).not.toContain('muted');
    expect(summary(muted(0, []), muted(at + 9, ['night'], at + 8))).not.toContain('muted');
  });

  it('counts as muted if the rule began between two looks, of which one was after it fired', () => {
    expect(summary(muted(0, []), muted(at + 1, ['night'], at - 1))).toContain('mute rule night');
  });
});

describe('a system without streams', () => {
  it('has no record that can be too old, if the ages were read', () => {
    const read = [...without('iterator-age'), { ...moment(19), kind: 'iterator-ages.read', functions: 0 } as const];
    expect(check('stream-stall', { events: read })).toMatchObject({
      result: 'valid',
      summary: 'No function of the system reads a stream.',
    });
  });
});

describe('a checker that throws', () => {
  const failing: Checker = {
    name: 'failing',
    appliesTo: () => true,
    check: () => {
      throw new TypeError('nothing to read');
    },
  };

  it('makes its own check unknown, with the error', () => {
    expect(checkAll(evidence(), [failing])).toEqual([
      {
        name: 'failing',
        result: 'unknown',
        summary: 'The checker itself failed, so this check decides nothing.',
        evidence: ['TypeError: nothing to read'],
        measured: [],
      },
    ]);
  });

  it('changes no other answer', () => {
    const [first, ...others] = checkAll(evidence(), [failing, ...checkers]);
    expect(first?.name).toBe('failing');
    expect(others).toEqual(checkAll(evidence(), checkers));
  });

  it('may also fail when it decides whether it applies', () => {
    const unsure: Checker = { ...failing, appliesTo: failing.check as never };
    expect(checkAll(evidence(), [unsure])).toMatchObject([{ name: 'failing', result: 'unknown' }]);
  });
});

describe('every check', () => {
  it('has a test case here in which it is not valid', () => {
    const specified = [...violations, ...undecided].map(([name]) => name);
    // Their test cases are in files of their own.
    specified.push('evidence-whole', 'evidence-sealed', 'evidence-agrees', 'releases-as-expected', 'traces-whole');
    specified.push('regions-as-expected');
    expect(new Set(specified)).toEqual(new Set(checkers.map(({ name }) => name)));
  });

  it('is left out for a run without a definition, unless it needs no stores', () => {
    const names = checkAll(evidence({ system: null })).map(({ name }) => name);
    expect(names).toEqual([
      'answers-as-expected',
      'alarms-as-predicted',
      'deployed-as-designed',
      'steady-state',
      'faults-hit',
      'leases-held',
      'ran-its-course',
      'load-delivered',
      'harness-present',
      'service-level',
      'evidence-whole',
      'evidence-agrees',
      'evidence-sealed',
      'sabotage-reached',
    ]);
  });

  it('about sagas or the reconciler is left out for a system without them', () => {
    const { saga, ...withoutSagas } = sample;
    expect(saga).toBeDefined();
    const others = checkAll(evidence({ system: withoutSagas })).map(({ name }) => name);
    expect(others).toEqual(
      expect.arrayContaining(['charged-once', 'copies-conserved', 'stores-level', 'stream-stall']),
    );
    expect(others).not.toEqual(expect.arrayContaining(['sagas-at-rest']));
    const { reconcile: by, ...unjudged } = journal.experiment;
    expect(by).toBeDefined();
    const names = checkAll(evidence({ journal: { experiment: unjudged } })).map(({ name }) => name);
    expect(names).not.toContain('stranded-sagas');
    expect(names).not.toContain('stores-level');
    const ruleless = checkAll(evidence({ journal: { experiment: unjudged, rules: [] } })).map(({ name }) => name);
    expect(ruleless).not.toContain('reconciliation');
    expect(ruleless).not.toContain('ledger-whole');
  });
});

describe('a run in which a saga was left to the reconciler', () => {
  const titles = (free: number) => ({ 'shelf.titles': { emma: { owned: 100, free } } });
  const ended = snapshot('end', 25, sagas, titles(100));

  it('is level although the end of that saga changed a counter that the load had changed', () => {
    expect(check('stores-level', { ...strandedRun(), end: ended }).result).toBe('valid');
  });

  it('is not level if a record changed that the load had left alone', () => {
    const wrong = snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Ema' } } });
    expect(check('stores-level', { ...strandedRun(), end: wrong })).toMatchObject({
      result: 'invalid',
      evidence: ['desk.titles emma: name is "Ema", was "Emma"; updatedAt is absent, was "2026-01-01T12:00:00.000Z"'],
    });
  });

  it('excepts every record that names the saga', () => {
    const entries = {
      'entry-1': { loanId: 'r1-base-0', kind: 'CHARGE', cents: 500 },
      'entry-2': { loanId: 'r1-hit-0' },
    };
    const end = snapshot('end', 25, sagas, { 'fees.entries': entries });
    expect(check('stores-level', { ...strandedRun(), end }).result).toBe('valid');
    expect(check('stores-level', { end }).evidence).toEqual(['fees.entries entry-2: seeded, and still there']);
  });
});

describe('a harness that was delayed', () => {
  const late = { drained: drainedWith('r1-hit-0', { loan: { updatedAt: at(6 + 10.4) } }) };
  it.each<[delayMs: number, result: string]>([
    [0, 'invalid'],
    [500, 'invalid'],
    [501, 'unknown'],
  ])('by %d ms makes a rollback that is 400 ms over its budget %s', (harnessDelayMs, result) => {
    expect(check('rollbacks-within-budget', { ...late, journal: { figures: { harnessDelayMs } } }).result).toBe(result);
  });

  it('does not excuse an overrun that is longer than the delay', () => {
    const later = { drained: drainedWith('r1-hit-0', { loan: { updatedAt: at(6 + 12) } }) };
    const figures = { harnessDelayMs: 900 };
    expect(check('rollbacks-within-budget', { ...later, journal: { figures } }).result).toBe('invalid');
  });
});

describe('a sabotaged system', () => {
  it('executed its broken path if the mark was logged', () => {
    const mark: RunEvent = { ...moment(9), kind: 'sabotage.reached', sabotage: 'charge-twice', detail: 'r1-base-0' };
    expect(check('sabotage-reached', { journal: { sabotage: 'charge-twice' }, events: plus(mark) }).result).toBe(
      'valid',
    );
  });
});
