/** Runs that differ from the sound one in a single thing, each with the check whose whole answer is demanded. */
import type {
  AlarmState,
  Fields,
  Journal,
  ReconcileResult,
  RegionFault,
  RunEvent,
} from '../../../../chaos/schemas/index.ts';
import type { SagaState } from '../../../../chaos/system/index.ts';
import { k6Of } from '../k6-files.ts';
import { sample } from '../sample-system.ts';
import { at, type Changes, events, history, journal, reconcile, sagas, snapshot } from '../sound-run.ts';

export interface AnswerCase {
  readonly check: string;
  readonly when: string;
  readonly changes: Changes;
}

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const without = (...kinds: RunEvent['kind'][]) => events.filter(({ kind }) => !kinds.includes(kind));
const plus = (...more: RunEvent[]) => [...events, ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);
const only = (kind: RunEvent['kind'], ...more: RunEvent[]) =>
  [...without(kind), ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);
const altered = (kind: RunEvent['kind'], change: object): RunEvent[] =>
  events.map((event) => (event.kind === kind ? { ...event, ...change } : event));

const backlog = (seconds: number, unfinished: number): RunEvent => ({
  ...moment(seconds),
  kind: 'backlog',
  unfinished,
});
const alarm = (
  seconds: number,
  to: AlarmState,
  name = 'errors-shelf',
  from: AlarmState = to === 'OK' ? 'ALARM' : 'OK',
): RunEvent => ({
  ...moment(seconds),
  kind: 'alarm',
  alarm: name,
  from,
  to,
  reason: 'one error',
});
const hitAt = (seconds: number, correlationId = 'r1-hit-0', faultId = 'broken-reservation'): RunEvent => ({
  ...moment(seconds),
  kind: 'fault.hit',
  faultId,
  correlationId,
  point: 'before-commit',
  attempt: 1,
});
const probe = (seconds: number, when: 'before' | 'after', name: string, ok: boolean): RunEvent => ({
  ...moment(seconds),
  kind: 'probe',
  when,
  probe: name,
  ok,
  message: ok ? 'answered 200' : 'answered 503',
});
const began = (seconds: number, runId: string, trigger: 'schedule' | 'run-now' = 'schedule'): RunEvent => ({
  ...moment(seconds),
  kind: 'reconcile.began',
  runId,
  trigger,
});
const ended = (seconds: number, runId: string, outcome: ReconcileResult['outcome']): RunEvent => ({
  ...moment(seconds),
  kind: 'reconcile.ended',
  runId,
  outcome,
  drift: 1,
  repaired: 1,
});

const { experiment } = journal;
const given = (changes: Partial<Journal>): Changes => ({ journal: changes });
const expecting = (changes: Partial<Journal['experiment']>): Changes =>
  given({ experiment: { ...experiment, ...changes } });
const [expected] = experiment.expect.alarms;
const alarms = (...changes: object[]): Changes =>
  expecting({ expect: { outcomes: [], alarms: changes.map((change) => ({ ...expected!, ...change })) } });
const both = (one: Changes, other: Changes): Changes => ({ ...one, ...other });

/** The harness was delayed by this many milliseconds. */
const delayed = (ms: number): Changes => given({ figures: { harnessDelayMs: ms } });

type Records = Readonly<Record<string, Fields | null>>;
const withRecords = (state: SagaState, change: Records): SagaState => ({
  ...state,
  records: Object.fromEntries(
    Object.entries({ ...state.records, ...change }).map(([name, fields]) => [
      name,
      fields === null ? null : { ...state.records[name], ...fields },
    ]),
  ),
});
const [base, hit] = sagas as [SagaState, SagaState, SagaState];
const named = (correlationId: string, state: SagaState): SagaState => ({ ...state, correlationId });
const drained = (...held: SagaState[]): Changes => ({ drained: snapshot('drained', 16, held) });
const drainedWith = (id: string, change: Records): Changes =>
  drained(...sagas.map((state) => (state.correlationId === id ? withRecords(state, change) : state)));
const endWith = (id: string, change: Records): Changes => ({
  end: snapshot(
    'end',
    25,
    sagas.map((state) => (state.correlationId === id ? withRecords(state, change) : state)),
  ),
});
/** As many completed sagas that nobody sent. */
const unsent = (count: number): Changes =>
  drained(...sagas, ...Array.from({ length: count }, (_, number) => named(`r1-base-${number + 1}`, base)));

const [found] = reconcile.differences;
const difference = (change: object) => ({ ...found!, ...change });
const reconciled = (...results: ReconcileResult[]): Changes => ({ reconciles: results });
const status = (scenario: string, code: number): Changes => ({
  history: history.map((sent) => (sent.scenario === scenario ? { ...sent, status: code } : sent)),
});

const faultOn = (step: string, fault = 'exception', more: object = {}): Changes => {
  const [fault0] = experiment.faults;
  const parameters =
    fault === 'exception' ? { service: 'shelf', step, point: 'before-commit' } : { service: 'shelf', step };
  return expecting({ faults: [{ ...fault0!, fault, parameters, ...more }], expect: { alarms: [], outcomes: [] } });
};

/** A load that goes on after the last phase with faults. */
const longer = expecting({
  phases: [
    ...experiment.phases,
    { name: 'after', seconds: 5, drainSeconds: 0, scenarios: [{ name: 'later', journey: 'lend', rate: 1 }] },
  ],
});
const afterPhase: RunEvent[] = [
  { ...moment(10), kind: 'phase.began', phase: 'after' },
  { ...moment(15), kind: 'phase.ended', phase: 'after' },
];

const cases = (check: string, ...each: readonly (readonly [when: string, changes: Changes])[]): AnswerCase[] =>
  each.map(([when, changes]) => ({ check, when, changes }));

/** Several changes, of the journal too. */
const together = (one: Changes, other: Changes): Changes => ({
  ...one,
  ...other,
  journal: { ...one.journal, ...other.journal },
});

/** One more operation of the scenario `base`. */
const again = (iteration: number) => ({ ...history[0]!, correlationId: `r1-base-${iteration}`, iteration });
/** The first phase with that many iterations of its scenario. */
const more = (planned: number): Journal['experiment']['phases'] => {
  const [first] = experiment.phases;
  const [scenario] = first!.scenarios;
  return [{ ...first!, scenarios: [{ ...scenario!, rate: planned / first!.seconds }] }];
};

/** Answers that the journeys of these operations do not allow. */
const disallowed = (...ids: string[]): Changes => {
  const k6 = k6Of(journal, history);
  return { k6: { ...k6, points: { ...k6.points, disallowed: new Set(ids) } } };
};
const answering = (code: number, ...changes: Changes[]): Changes =>
  [...changes, disallowed('r1-base-0')].reduce(together, status('base', code));

/** Failures of calls of the base operation, which its journey does not allow. */
const failing = (codes: readonly number[], ...changes: Changes[]): Changes => {
  const k6 = k6Of(journal, history);
  const failures = new Map([['r1-base-0', codes]]);
  return changes.reduce(together, { k6: { ...k6, points: { ...k6.points, failures } } });
};

const stating = (scenario: string, code: number): Changes =>
  expecting({ expect: { alarms: [], outcomes: [{ scenario, status: [code] }] } });

/** A region that is lost at another time than the base operation, or at the same. */
function withoutRegion(when: 'before' | 'during' | 'after', region: 'home' | 'other' = 'home'): Changes {
  const [lost, returned] = { before: [9, 12], during: [0, 12], after: [0, 0.5] }[when] as [number, number];
  const regionFaults: RegionFault[] = [{ id: 'gone', fault: 'region-lost', phase: 'broken', region }];
  const regions: Journal['regions'] = { own: 'home', home: 'a', other: 'b', moveWithinSeconds: 1 };
  const noted = (seconds: number, kind: 'region.lost' | 'region.returned'): RunEvent => ({
    ...moment(seconds),
    kind,
    faultId: 'gone',
    region: region === 'home' ? 'a' : 'b',
  });
  return together(together(expecting({ regionFaults }), given({ regions })), {
    events: plus(noted(lost, 'region.lost'), noted(returned, 'region.returned')),
  });
}

/** A fault of no scenario, which hits every call. */
const ofAll: Journal['experiment']['faults'][number] = { ...experiment.faults[0]!, id: 'all', scenario: undefined };

const sagaCases: readonly AnswerCase[] = [
  ...cases(
    'sagas-at-rest',
    ['the run is sound', {}],
    ['one saga is open and another is lost', drained(withRecords(hit, { loan: { state: 'OPEN' } }))],
    [
      'six sagas are open',
      drained(...[1, 2, 3, 4, 5, 6].map((one) => withRecords(named(`x-${one}`, hit), { loan: { state: 'OPEN' } }))),
    ],
  ),
  ...cases(
    'outcome-as-predicted',
    ['the run is sound', {}],
    ['two sagas ended otherwise', drained(named('r1-base-0', hit), named('r1-hit-0', base))],
    ['the deciding fault did not hit', both({ events: without('fault.hit') }, drained(named('r1-hit-0', base)))],
    ['a saga that was stranded ended by itself', faultOn('hold', 'lost-event')],
    ['a saga that was never sent ended', drained(...sagas, named('warm-1', hit))],
    ['a saga has not ended', drainedWith('r1-base-0', { loan: { state: 'OPEN' } })],
    ['a request was refused', status('base', 409)],
  ),
  ...cases(
    'refused-left-nothing',
    ['the run is sound', {}],
    ['a refused request left nothing', both(status('base', 409), drained(hit))],
    ['a refused request left records', status('base', 409)],
    [
      'a refused request left one record',
      both(status('base', 409), drained(withRecords(base, { loan: null, fee: null }))),
    ],
    ['two refused requests left records', { history: history.map((sent) => ({ ...sent, status: 499 })) }],
  ),
  ...cases(
    'sagas-asked-for',
    ['the run is sound', {}],
    ['a saga was never sent', unsent(1)],
    ['two sagas were never sent', unsent(2)],
    [
      'a saga without an owner was never sent',
      drained(...sagas, withRecords(named('r1-base-7', base), { loan: null })),
    ],
    ['a saga is of another run', drained(...sagas, named('r2-base-7', base))],
    ['a saga has an id of its own', drained(...sagas, named('mine', base))],
    ['the run was stopped', both(unsent(1), given({ status: 'stopped' }))],
    [
      'fewer requests were started than planned',
      both(unsent(1), given({ load: { ...journal.load!, scenarios: { base: { planned: 3, started: 2 } } } })),
    ],
    ['there is no summary of the load', both(unsent(1), given({ load: null }))],
    [
      'the saga was there before the load',
      both(unsent(1), { before: snapshot('before', 0, [named('r1-base-1', base)]) }),
    ],
  ),
  ...cases(
    'rollbacks-within-budget',
    ['the run is sound', {}],
    ['a rollback took exactly the budget', drainedWith('r1-hit-0', { loan: { updatedAt: at(16) } })],
    ['a rollback took longer', drainedWith('r1-hit-0', { loan: { updatedAt: at(16.1) } })],
    [
      'two rollbacks took longer',
      drained(
        base,
        withRecords(hit, { loan: { updatedAt: at(17) } }),
        withRecords(named('r1-dear-0', hit), { loan: { updatedAt: at(18) } }),
      ),
    ],
    ['a rollback did not finish', drainedWith('r1-hit-0', { loan: { state: 'OPEN' } })],
    ['a rollback has no readable time', drainedWith('r1-hit-0', { loan: { updatedAt: '2026-01-01T12:00:00' } })],
    ['nothing was rolled back', drained(base)],
    [
      'a rollback is not at rest in one service',
      drainedWith('r1-hit-0', { copy: { state: 'HELD' }, loan: { updatedAt: at(17) } }),
    ],
    [
      'the harness was delayed by more than the overrun',
      both(drainedWith('r1-hit-0', { loan: { updatedAt: at(17) } }), delayed(1500)),
    ],
    [
      'the harness was delayed by exactly the overrun',
      both(drainedWith('r1-hit-0', { loan: { updatedAt: at(17) } }), delayed(1000)),
    ],
    [
      'the harness was delayed by less than the overrun',
      both(drainedWith('r1-hit-0', { loan: { updatedAt: at(17) } }), delayed(999)),
    ],
    [
      'the harness was delayed by as much as it may',
      both(drainedWith('r1-hit-0', { loan: { updatedAt: at(16.2) } }), delayed(500)),
    ],
    [
      'the harness was delayed by more than it may',
      both(drainedWith('r1-hit-0', { loan: { updatedAt: at(16.2) } }), delayed(501)),
    ],
  ),
];

const budget200 = drainedWith('r1-hit-0', { loan: { updatedAt: at(20) } });

const convergenceCases = cases(
  'convergence',
  ['the run is sound', {}],
  ['a saga ended exactly within the budget', budget200],
  ['a saga ended too late', drainedWith('r1-hit-0', { loan: { updatedAt: at(20.1) } })],
  ['a saga has not ended', drainedWith('r1-hit-0', { loan: { state: 'OPEN' } })],
  [
    'a saga has not ended long after the phase',
    { drained: snapshot('drained', 30, [withRecords(hit, { loan: { state: 'OPEN' } })]) },
  ],
  ['a saga has no owner', drainedWith('r1-hit-0', { loan: null })],
  [
    'a late saga was never sent',
    drained(...sagas, withRecords(named('r1-hit-9', hit), { loan: { updatedAt: at(21) } })),
  ],
  ['the harness was delayed', both(drainedWith('r1-hit-0', { loan: { updatedAt: at(20.5) } }), delayed(600))],
  ['the end of the phase is missing', { events: without('phase.ended') }],
  ['nothing was counted', { events: without('backlog') }],
  ['nothing was counted for exactly ten seconds', { events: only('backlog', backlog(20, 0)) }],
  ['nothing was counted for longer', { events: only('backlog', backlog(20.1, 0)) }],
  ['there is a gap between two counts', { events: only('backlog', backlog(11, 1), backlog(21.5, 0)) }],
  ['there is a gap after a count of zero', { events: only('backlog', backlog(11, 1), backlog(12, 0), backlog(25, 0)) }],
  ['the last count is not zero', { events: only('backlog', backlog(11, 2)) }],
  ['the counts reach the budget', { events: only('backlog', backlog(15, 1), backlog(20, 1), backlog(20.5, 0)) }],
  ['the counts exceed the budget', { events: only('backlog', backlog(15, 1), backlog(20.1, 2), backlog(21, 0)) }],
  ['counts from before the end of the phase do not matter', { events: plus(backlog(7, 3)) }],
  ['the load went on', both(longer, { events: plus(...afterPhase) })],
  [
    'the load went on, and sagas were always in flight',
    both(longer, {
      events: only('backlog', ...afterPhase, ...[11, 14, 20, 24].map((one) => backlog(one, 2)), backlog(25, 0)),
    }),
  ],
  [
    'the load went on, and was not counted after a count of zero',
    both(longer, { events: only('backlog', ...afterPhase, backlog(11, 0), backlog(24, 0)) }),
  ],
  [
    'a request was sent after the faulty phase',
    both(longer, {
      events: plus(...afterPhase),
      history: [...history, { ...history[1]!, correlationId: 'r1-later-0', scenario: 'later', elapsedMs: 12_000 }],
      drained: snapshot('drained', 16, [
        ...sagas,
        withRecords(named('r1-later-0', base), { loan: { updatedAt: at(40) } }),
      ]),
    }),
  ],
  ['no phase has faults', expecting({ faults: [], expect: { alarms: [], outcomes: [] } })],
);

const alarmCases: readonly AnswerCase[] = [
  ...cases(
    'alarms-as-predicted',
    ['the run is sound', {}],
    ['the alarms were never listed', { events: without('alarms.listed') }],
    ['every alarm is missing', { events: altered('alarms.listed', { alarms: [] }) }],
    [
      'one alarm is on before the load',
      {
        events: altered('alarms.listed', {
          alarms: [
            { name: 'errors-shelf', state: 'OK' },
            { name: 'errors-fees', state: 'ALARM' },
          ],
        }),
      },
    ],
    [
      'no other alarm exists',
      both(
        { events: altered('alarms.listed', { alarms: [{ name: 'errors-shelf', state: 'OK' }] }) },
        given({ alarms: ['errors-shelf'] }),
      ),
    ],
    [
      'three alarms exist',
      {
        events: altered('alarms.listed', {
          alarms: [
            { name: 'errors-shelf', state: 'OK' },
            { name: 'errors-fees', state: 'OK' },
            { name: 'other', state: 'OK' },
          ],
        }),
      },
    ],
    ['the alarm fired at the last allowed moment', { events: only('alarm', alarm(12.1, 'ALARM'), alarm(14, 'OK')) }],
    ['the alarm fired a moment too late', { events: only('alarm', alarm(12.2, 'ALARM'), alarm(14, 'OK')) }],
    ['the alarm fired when its cause hit', { events: only('alarm', alarm(6.1, 'ALARM'), alarm(14, 'OK')) }],
    ['the alarm fired before its cause', { events: only('alarm', alarm(5, 'ALARM'), alarm(14, 'OK')) }],
    [
      'the alarm fired before its cause, and cleared',
      { events: only('alarm', alarm(4, 'ALARM'), alarm(5, 'OK'), alarm(8, 'ALARM'), alarm(14, 'OK')) },
    ],
    [
      'the alarm lost its data in between',
      {
        events: only(
          'alarm',
          alarm(8, 'ALARM'),
          alarm(9, 'INSUFFICIENT_DATA', 'errors-shelf', 'ALARM'),
          alarm(14, 'OK'),
        ),
      },
    ],
    [
      'the alarm ended without data',
      { events: only('alarm', alarm(8, 'ALARM'), alarm(14, 'INSUFFICIENT_DATA', 'errors-shelf', 'ALARM')) },
    ],
    ['the alarm did not clear', { events: only('alarm', alarm(8, 'ALARM')) }],
    [
      'the alarm did not clear, and need not',
      both(alarms({ clears: false }), { events: only('alarm', alarm(8, 'ALARM')) }),
    ],
    [
      'the alarm did not clear, and the run was stopped',
      both(given({ status: 'stopped' }), { events: only('alarm', alarm(8, 'ALARM')) }),
    ],
    ['the alarm did not fire', { events: without('alarm') }],
    [
      'the alarm did not fire, and the run ended early',
      { events: without('alarm').filter(({ elapsedMs }) => elapsedMs < 12_000) },
    ],
    ['the alarm fired again long after its cause', { events: plus(alarm(20, 'ALARM'), alarm(21, 'OK')) }],
    ['the alarm fired again after another hit', { events: plus(hitAt(17), alarm(20, 'ALARM'), alarm(21, 'OK')) }],
    [
      'the alarm fired again as long after a hit as is allowed',
      { events: plus(hitAt(17), alarm(23, 'ALARM'), alarm(24, 'OK')) },
    ],
    ['the alarm fired again too long after a hit', { events: plus(hitAt(17), alarm(23.1, 'ALARM'), alarm(24, 'OK')) }],
    ['the cause did not happen', { events: without('fault.hit') }],
    ['the cause did not happen, and the alarm did not fire', { events: without('fault.hit', 'alarm') }],
    ['another alarm fired', { events: plus(alarm(8, 'ALARM', 'errors-fees')) }],
    ['another alarm cleared', { events: plus(alarm(8, 'OK', 'errors-fees', 'INSUFFICIENT_DATA')) }],
    ['two alarms misbehaved', { events: [...without('alarm'), alarm(26, 'ALARM', 'errors-fees')] }],
    ['no alarm is expected', alarms()],
    ['an alarm is expected twice, and the second cause did not happen', alarms({}, { cause: 'other-fault' })],
    [
      'an alarm is expected twice, with one limit shorter',
      alarms({}, { cause: 'broken-reservation', withinSeconds: 20 }),
    ],
    [
      'drift makes it fire',
      both(alarms({ cause: 'wrong-title' }), { events: only('alarm', alarm(23, 'ALARM'), alarm(25, 'OK')) }),
    ],
    [
      'drift makes it fire late',
      both(alarms({ cause: 'wrong-title' }), { events: [...only('alarm', alarm(28.1, 'ALARM')), alarm(29, 'OK')] }),
    ],
    [
      'the harness was delayed when an alarm was late',
      both({ events: only('alarm', alarm(12.7, 'ALARM'), alarm(14, 'OK')) }, delayed(700)),
    ],
    [
      'the harness was delayed when an alarm was missing',
      both(
        { events: [...without('alarm', 'alarms.listed'), { ...moment(0), kind: 'alarms.listed', alarms: [] }] },
        delayed(60_000),
      ),
    ],
  ),
];

const later = { ...reconcile, runId: 'later', startedAt: at(23), endedAt: at(24) };
const earlier = { ...reconcile, runId: 'earlier', startedAt: at(2), endedAt: at(3) };

const reconcileCases: readonly AnswerCase[] = [
  ...cases(
    'reconciliation',
    ['the run is sound', {}],
    [
      'no drift was seeded',
      { events: events.filter((event) => event.kind !== 'snapshot' || event.name !== 'drifted') },
    ],
    ['no run took place', { reconciles: [], events: without('reconcile.began') }],
    [
      'no run took place, and the run was stopped',
      both(given({ status: 'stopped' }), { reconciles: [], events: without('reconcile.began') }),
    ],
    ['the run left no result', reconciled()],
    ['nothing was found', reconciled({ ...reconcile, outcome: 'clean', differences: [] })],
    ['it was found, but not repaired', reconciled({ ...reconcile, differences: [difference({ repaired: false })] })],
    [
      'something else was found',
      reconciled({ ...reconcile, differences: [difference({}), difference({ key: 'persuasion' })] }),
    ],
    [
      'a consequence was found',
      both(
        { events: altered('drift.seeded', { consequences: [{ rule: 'copies', key: 'emma' }] }) },
        reconciled({ ...reconcile, differences: [difference({}), difference({ rule: 'copies' })] }),
      ),
    ],
    [
      'a consequence of another key was found',
      both(
        { events: altered('drift.seeded', { consequences: [{ rule: 'copies', key: 'emma' }] }) },
        reconciled({ ...reconcile, differences: [difference({}), difference({ rule: 'copies', key: 'persuasion' })] }),
      ),
    ],
    ['the outcome is inconclusive', reconciled({ ...reconcile, outcome: 'inconclusive' })],
    ['an earlier run found something', reconciled(earlier, reconcile)],
    ['an earlier run was clean', reconciled({ ...earlier, outcome: 'clean', differences: [] }, reconcile)],
    [
      'a later run found something',
      reconciled(reconcile, { ...later, differences: [difference({ key: 'persuasion' })] }),
    ],
    [
      'a run that came first did the work',
      {
        events: only('reconcile.began', began(17.5, 'first', 'run-now'), began(20, 'hourly')),
        reconciles: [
          { ...reconcile, runId: 'first', startedAt: at(17.5), endedAt: at(19) },
          { ...reconcile, outcome: 'clean', differences: [] },
        ],
      },
    ],
    [
      'a run that came first found it, and this one repaired it',
      {
        reconciles: [
          {
            ...reconcile,
            runId: 'first',
            startedAt: at(17.5),
            endedAt: at(19),
            outcome: 'drift',
            differences: [difference({ repaired: false })],
          },
          reconcile,
        ],
      },
    ],
    [
      'the first run was stopped, and the second is judged',
      {
        events: [
          ...without('reconcile.began', 'reconcile.ended'),
          began(20, 'held'),
          ended(20.5, 'held', 'stopped'),
          began(21, 'hourly'),
          ended(22, 'hourly', 'repaired'),
        ],
        reconciles: [
          { ...reconcile, runId: 'held', outcome: 'stopped', differences: [] },
          { ...reconcile, startedAt: at(21) },
        ],
      },
    ],
    [
      'every run was stopped',
      {
        events: [
          ...without('reconcile.began', 'reconcile.ended'),
          began(20, 'hourly'),
          ended(20.5, 'hourly', 'stopped'),
        ],
        reconciles: [{ ...reconcile, outcome: 'stopped', differences: [] }],
      },
    ],
    ['the run began as the drifted snapshot was taken', { events: only('reconcile.began', began(18, 'hourly')) }],
    ['the run began before the drifted snapshot was taken', { events: only('reconcile.began', began(17.9, 'hourly')) }],
    [
      'no drift was planned, and none was found',
      { events: without('drift.seeded'), reconciles: [{ ...reconcile, outcome: 'clean', differences: [] }] },
    ],
    ['no drift was planned, and some was found', { events: without('drift.seeded') }],
    [
      'two keys were not found',
      {
        events: plus({
          ...moment(17.2),
          kind: 'drift.seeded',
          faultId: 'wrong-title',
          rule: 'titles',
          key: 'persuasion',
          description: 'misspelt',
          consequences: [],
        }),
        reconciles: [{ ...reconcile, differences: [] }],
      },
    ],
  ),
  ...cases(
    'stores-level',
    ['the run is sound', {}],
    ['no run ended', { events: without('reconcile.ended') }],
    ['a field is absent', { end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { updatedAt: at(21) } } }) }],
    [
      'a field is new',
      { end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Emma', updatedAt: at(21), shelf: 3 } } }) },
    ],
    [
      'a time has changed',
      { end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Emma', updatedAt: at(24) } } }) },
    ],
    [
      'a time has become another text',
      { end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Emma', updatedAt: 'today' } } }) },
    ],
    [
      'two records differ',
      { end: snapshot('end', 25, sagas, { 'desk.titles': {}, 'shelf.titles': { emma: { owned: 100, free: 98 } } }) },
    ],
    ['a view is new', { end: snapshot('end', 25, sagas, { 'desk.notes': { a: { text: 'x' } } }) }],
    ['a saga was added and ended', { end: snapshot('end', 25, [...sagas, named('r1-orphan-0', hit)]) }],
    [
      'a saga was added and not ended',
      { end: snapshot('end', 25, [...sagas, withRecords(named('r1-orphan-0', hit), { loan: { state: 'OPEN' } })]) },
    ],
    ['a record of a saga has changed', endWith('r1-hit-0', { copy: { copies: 2 } })],
  ),
  ...cases(
    'stranded-sagas',
    ['the run is sound', {}],
    ['a saga was left to the reconciler', faultOn('hold', 'lost-event')],
    ['a saga was never ended', both(faultOn('hold', 'lost-event'), endWith('r1-hit-0', { loan: { state: 'OPEN' } }))],
    ['a saga is not stored', both(faultOn('hold', 'lost-event'), { end: snapshot('end', 25, [base]) })],
    ['a saga ended late', both(faultOn('hold', 'lost-event'), endWith('r1-hit-0', { loan: { updatedAt: at(16.1) } }))],
    ['a saga ended in time', both(faultOn('hold', 'lost-event'), endWith('r1-hit-0', { loan: { updatedAt: at(16) } }))],
    ['no run ended', both(faultOn('hold', 'lost-event'), { events: without('reconcile.ended') })],
    [
      'a saga ended otherwise',
      both(faultOn('hold', 'lost-event'), { end: snapshot('end', 25, [named('r1-hit-0', base)]) }),
    ],
  ),
];

const otherCases: readonly AnswerCase[] = [
  ...cases(
    'faults-hit',
    ['the run is sound', {}],
    ['a fault did not hit', { events: without('fault.hit') }],
    ['a fault hit something else', { events: plus(hitAt(6.5, 'r1-base-0')) }],
    ['a fault hit what was never sent', { events: plus(hitAt(6.5, 'r1-hit-9')) }],
    ['another fault hit', { events: plus(hitAt(6.5, 'r1-base-0', 'other')) }],
    ['a fault hit the same operation twice', { events: plus(hitAt(6.5)) }],
    ['a fault has nothing to hit', { history: history.filter(({ scenario }) => scenario !== 'hit') }],
    ['there are no faults', expecting({ faults: [], expect: { alarms: [], outcomes: [] } })],
    [
      'a fault may hit any call, and did',
      expecting({
        faults: experiment.faults.map(({ scenario, ...fault }) => (scenario === undefined ? fault : fault)),
      }),
    ],
    [
      'a fault may hit any call, and did not',
      both(
        expecting({
          faults: experiment.faults.map(({ scenario, ...fault }) => (scenario === undefined ? fault : fault)),
        }),
        { events: without('fault.hit') },
      ),
    ],
  ),
  ...cases(
    'leases-held',
    ['the run is sound', {}],
    ['a hit at the last moment of its lease', { events: plus({ ...hitAt(35), elapsedMs: 15_000 }) }],
    ['a hit after its lease', { events: plus({ ...hitAt(35.1), elapsedMs: 15_000 }) }],
    [
      'two hits after their lease',
      { events: plus({ ...hitAt(41), elapsedMs: 15_000 }, { ...hitAt(42), elapsedMs: 15_000 }) },
    ],
    ['a hit as late after its release as it may', { events: plus(hitAt(17.5)) }],
    ['a hit too late after its release', { events: plus(hitAt(17.6)) }],
    ['two hits after their release, one too late', { events: plus(hitAt(17), hitAt(19, 'r1-hit-1')) }],
    ['a hit at its release', { events: plus(hitAt(15)) }],
    ['the harness was delayed when a hit came late', both({ events: plus(hitAt(18.2)) }, delayed(800))],
    ['a fault was never released', { events: without('fault.released') }],
    [
      'a fault was never released, and the run was stopped',
      both({ events: without('fault.released') }, given({ status: 'stopped' })),
    ],
    ['a hit of a fault that was never armed', { events: plus(hitAt(7, 'r1-hit-0', 'other')) }],
  ),
  ...cases(
    'load-delivered',
    ['the run is sound', {}],
    ['there is no summary', given({ load: null })],
    ['an iteration was dropped', given({ load: { ...journal.load!, droppedIterations: 1 } })],
    ['two iterations were dropped', given({ load: { ...journal.load!, droppedIterations: 2 } })],
    [
      'one iteration was not started',
      given({ load: { ...journal.load!, scenarios: { base: { planned: 2, started: 1 } } } }),
    ],
    [
      'two iterations were not started',
      given({ load: { ...journal.load!, scenarios: { base: { planned: 3, started: 1 } } } }),
    ],
    [
      'journeys threw errors',
      given({
        load: {
          ...journal.load!,
          scenarios: { base: { planned: 3, started: 1 } },
          thrown: { iterations: 2, error: 'Error: journey boom' },
        },
      }),
    ],
    [
      'a journey threw an error after its operation',
      given({ load: { ...journal.load!, thrown: { iterations: 1, error: 'Error: journey boom' } } }),
    ],
    [
      'an iteration has no operation, although a later one has',
      together(
        { history: [...history, ...[1, 3].map(again)] },
        together(
          expecting({ phases: more(5) }),
          given({ load: { ...journal.load!, scenarios: { base: { planned: 5, started: 3 } } } }),
        ),
      ),
    ],
    [
      'the last iteration of a stretch has no operation, and the scenario returns',
      together(
        { history: [...history, ...[1, 3].map(again)] },
        together(
          expecting({ phases: [...more(3), { ...more(3)[0]!, name: 'later' }] }),
          given({ load: { ...journal.load!, scenarios: { base: { planned: 4, started: 3 } } } }),
        ),
      ),
    ],
    [
      'the history lacks a request',
      given({ load: { ...journal.load!, scenarios: { base: { planned: 2, started: 2 } } } }),
    ],
    [
      'the history lacks a scenario',
      given({ load: { ...journal.load!, scenarios: { none: { planned: 1, started: 1 } } } }),
    ],
    [
      'two operations of a scenario were sent',
      both(
        { history: [...history, { ...history[0]!, correlationId: 'r1-base-1', iteration: 1 }] },
        given({ load: { ...journal.load!, scenarios: { base: { planned: 2, started: 2 } } } }),
      ),
    ],
  ),
  ...cases(
    'service-level',
    ['the run is sound', {}],
    ['there is no summary', given({ load: null })],
    [
      'a threshold on answers failed',
      given({ load: { ...journal.load!, failedThresholds: ['http_req_duration: p(95)<500'] } }),
    ],
    [
      'two thresholds on answers failed',
      given({
        load: { ...journal.load!, failedThresholds: ['http_req_duration: p(95)<500', 'http_req_failed: rate<0.01'] },
      }),
    ],
    [
      'a threshold on the delivery failed',
      given({
        load: {
          ...journal.load!,
          failedThresholds: ['dropped_iterations: count==0', 'http_reqs: count>0', 'iterations{scenario:a}: count>0'],
        },
      }),
    ],
    [
      'a threshold of a name like those failed',
      given({ load: { ...journal.load!, failedThresholds: ['http_reqs_late: count>0', 'my iterations: count>0'] } }),
    ],
  ),
  ...cases(
    'answers-as-expected',
    [
      'all requests got the answer',
      expecting({
        expect: {
          alarms: [],
          outcomes: [
            { scenario: 'base', status: [202] },
            { scenario: 'hit', hitBy: 'broken-reservation', status: [202] },
          ],
        },
      }),
    ],
    ['one got another', expecting({ expect: { alarms: [], outcomes: [{ scenario: 'base', status: [200, 201] }] } })],
    [
      'two got another',
      expecting({
        expect: {
          alarms: [],
          outcomes: [
            { scenario: 'base', status: [200] },
            { scenario: 'hit', hitBy: 'broken-reservation', status: [500] },
          ],
        },
      }),
    ],
    [
      'no request was hit',
      both(
        expecting({
          expect: { alarms: [], outcomes: [{ scenario: 'hit', hitBy: 'broken-reservation', status: [202] }] },
        }),
        { events: without('fault.hit') },
      ),
    ],
    ['no request was spared', expecting({ expect: { alarms: [], outcomes: [{ scenario: 'hit', status: [202] }] } })],
    [
      'a request that no fault was to hit was hit',
      both(expecting({ expect: { alarms: [], outcomes: [{ scenario: 'base', status: [202] }] } }), {
        events: plus(hitAt(3, 'r1-base-0')),
      }),
    ],
    ['nothing is stated, and all got an answer that their journeys allow', {}],
    ['nothing is stated, and a request was refused as its journey allows', status('base', 404)],
    ['nothing is stated, and a request was refused', answering(404)],
    ['nothing is stated, and a request was refused with the last such status', answering(499)],
    ['nothing is stated, and a request failed', failing([500], status('base', 500))],
    ['nothing is stated, and a request failed as its journey allows', status('base', 500)],
    ['nothing is stated, and a request was to come again', answering(429)],
    ['nothing is stated, and a request took too long', answering(408)],
    ['nothing is stated, and a request got no answer', failing([0], status('base', 0))],
    ['nothing is stated, and other calls of its iteration failed', failing([503, 0])],
    [
      'nothing is stated, and a request that a fault hit failed',
      failing([500], status('base', 500), { events: plus(hitAt(3, 'r1-base-0')) }),
    ],
    [
      'nothing is stated, and a request failed while a fault hit every call',
      failing([500], status('base', 500), expecting({ faults: [...experiment.faults, ofAll] })),
    ],
    [
      'nothing is stated, and a request failed when the machine stood still',
      failing([500], status('base', 500), {
        events: plus({ ...moment(6), kind: 'heartbeat-gap', who: 'k6', fromMs: 1000, toMs: 6000 }),
      }),
    ],
    [
      'nothing is stated, and k6 was interrupted',
      failing([0], status('base', 0), given({ load: { ...journal.load!, exitCode: 105 } })),
    ],
    ['nothing is stated, and a request failed on AWS', failing([503], status('base', 503), given({ target: 'aws' }))],
    [
      'a failure is stated, and so is none of another call',
      failing([503, 500], status('base', 500), stating('base', 500)),
    ],
    ['a failure is stated', failing([500], status('base', 500), stating('base', 500))],
    ...(['before', 'during', 'after'] as const).map((when): readonly [string, Changes] => [
      `nothing is stated, and a request failed ${when} its region was lost`,
      failing([503], status('base', 503), withoutRegion(when)),
    ]),
    [
      'nothing is stated, and a request failed while the other region was lost',
      failing([503], status('base', 503), withoutRegion('during', 'other')),
    ],
    [
      'nothing is stated, and a request that a fault hit was refused',
      answering(404, { events: plus(hitAt(3, 'r1-base-0')) }),
    ],
    [
      'nothing is stated of the scenario, and a request was refused',
      answering(404, expecting({ expect: { alarms: [], outcomes: [{ scenario: 'dear', status: [202] }] } })),
    ],
    [
      'a refusal is stated, which the journey does not allow',
      answering(404, expecting({ expect: { alarms: [], outcomes: [{ scenario: 'base', status: [404] }] } })),
    ],
    [
      'nothing is stated, and a request was refused when the machine stood still',
      answering(404, { events: plus({ ...moment(6), kind: 'heartbeat-gap', who: 'k6', fromMs: 1000, toMs: 6000 }) }),
    ],
    [
      'nothing is stated, and a request was refused while a fault hit every call',
      answering(404, expecting({ faults: [...experiment.faults, ofAll] })),
    ],
    [
      'nothing is stated, and a request was refused before a fault hit every call',
      answering(404, expecting({ faults: [...experiment.faults, ofAll] }), {
        events: plus({ ...moment(14), kind: 'fault.armed', faultId: 'all', fault: 'latency', until: at(20) }),
      }),
    ],
    [
      'a scenario made no request',
      expecting({ expect: { alarms: [], outcomes: [{ scenario: 'later', status: [202] }] } }),
    ],
  ),
  ...cases(
    'steady-state',
    ['the run is sound', {}],
    ['a probe did not hold before', { events: altered('probe', { ok: false }) }],
    [
      'a probe did not hold after',
      { events: only('probe', probe(0, 'before', 'alarms', true), probe(24, 'after', 'http /titles', false)) },
    ],
    ['a probe held at last', { events: plus(probe(23, 'after', 'http /titles', false)) }],
    ['a probe held no longer', { events: plus(probe(24.5, 'after', 'http /titles', false)) }],
    ['no probe answered before', { events: only('probe', probe(24, 'after', 'http /titles', true)) }],
    ['no probe answered after', { events: only('probe', probe(0, 'before', 'alarms', true)) }],
    [
      'two probes did not hold after',
      both(
        expecting({
          steadyState: {
            before: experiment.steadyState.before,
            after: [...experiment.steadyState.after, ...experiment.steadyState.after],
          },
        }),
        {
          events: only(
            'probe',
            probe(0, 'before', 'alarms', true),
            probe(24, 'after', 'a', false),
            probe(24, 'after', 'b', false),
          ),
        },
      ),
    ],
  ),
  ...cases(
    'stream-stall',
    ['the run is sound', {}],
    ['the ages were never read', { events: without('iterator-age', 'iterator-ages.read') }],
    [
      'no function reads a stream',
      { events: only('iterator-age', { ...moment(26), kind: 'iterator-ages.read', functions: 0 }) },
    ],
    ['a record was exactly as old as allowed', { events: altered('iterator-age', { maximumMs: 60_000 }) }],
    ['a record was too old', { events: altered('iterator-age', { maximumMs: 60_000.6 }) }],
    [
      'two records were too old',
      {
        events: only(
          'iterator-age',
          { ...moment(26), kind: 'iterator-age', function: 'a', maximumMs: 70_000 },
          { ...moment(26), kind: 'iterator-age', function: 'b', maximumMs: 61_000 },
        ),
      },
    ],
    ['the harness was delayed', both({ events: altered('iterator-age', { maximumMs: 60_600 }) }, delayed(600))],
  ),
  ...cases(
    'sabotage-reached',
    ['the run is sound', {}],
    ['the broken path was never executed', given({ sabotage: 'a' })],
    [
      'the broken path was executed once',
      both(given({ sabotage: 'a' }), {
        events: plus({ ...moment(7), kind: 'sabotage.reached', sabotage: 'a', detail: '' }),
      }),
    ],
    [
      'the broken path was executed twice',
      both(given({ sabotage: 'a' }), {
        events: plus(
          { ...moment(7), kind: 'sabotage.reached', sabotage: 'a', detail: '' },
          { ...moment(8), kind: 'sabotage.reached', sabotage: 'a', detail: '' },
        ),
      }),
    ],
    [
      'another broken path was executed',
      both(given({ sabotage: 'a' }), {
        events: plus({ ...moment(7), kind: 'sabotage.reached', sabotage: 'b', detail: '' }),
      }),
    ],
  ),
  ...cases(
    'ran-its-course',
    ['the run is sound', {}],
    [
      'a stop condition was met',
      { events: plus({ ...moment(7), kind: 'stopped', condition: 'alarm errors', message: 'it fired' }) },
    ],
  ),
  ...cases('evidence-whole', ['the run is sound', {}], ['the run has no definition', { system: null }]),
  ...cases('copies-conserved', ['the run is sound', {}]),
  ...cases('sagas-at-rest', [
    'no saga can be rolled back',
    { system: { ...sample, saga: { ...sample.saga!, accepted: [202] } } },
  ]),
];

export const answerCases: readonly AnswerCase[] = [
  ...sagaCases,
  ...convergenceCases,
  ...alarmCases,
  ...reconcileCases,
  ...otherCases,
];
