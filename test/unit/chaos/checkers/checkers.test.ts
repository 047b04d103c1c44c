import { describe, expect, it } from '@jest/globals';
import type { Checker } from '../../../../chaos/checkers/checker.ts';
import { checkAll, checkers } from '../../../../chaos/checkers/index.ts';
import type { Journal, ReconcileResult, RunEvent, SagaState, Snapshot } from '../../../../chaos/schemas/index.ts';
import { incomplete } from '../../../../chaos/evidence/index.ts';
import { at, type Changes, evidence, events, history, journal, reconcile, sagas, snapshot } from '../sound-run.ts';

function check(name: string, changes: Changes = {}) {
  const found = checkAll(evidence(changes)).find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`no check ${name}`);
  return found;
}

/** The drained snapshot with one saga changed, and stock as it was. */
function drainedWith(correlationId: string, change: Partial<SagaState>): Snapshot {
  const changed = sagas.map((saga) => (saga.correlationId === correlationId ? { ...saga, ...change } : saga));
  return { ...snapshot('drained', 16), sagas: changed };
}

const [base, hit] = sagas as [SagaState, SagaState, SagaState];
const without = (kind: RunEvent['kind']) => events.filter((event) => event.kind !== kind);
const plus = (...more: RunEvent[]) => [...events, ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);
const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const order = (change: object) => ({ order: { ...base.order!, ...change } });
const listed = (...alarms: { name: string; state: string }[]): RunEvent[] => [
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

const STUCK: SagaState = {
  ...hit,
  order: { ...hit.order!, state: 'PENDING' },
  payment: { ...hit.payment!, state: 'AUTHORISED', entries: [{ kind: 'AUTHORISE', amountCents: 500 }] },
  reservation: null,
  shipment: { state: 'PLANNED' },
};
const endOf = (saga: SagaState): Snapshot => ({
  ...snapshot('end', 25),
  sagas: sagas.map((held) => (held.correlationId === saga.correlationId ? saga : held)),
});

/** The run of an experiment in which the order's event is lost: it is stuck after the drain, until the reconciler ends it. */
function strandedRun(): Changes {
  const [fault] = journal.experiment.faults;
  const lost = { ...fault!, fault: 'lost-event', parameters: { service: 'warehouse', step: 'prepare' } };
  return {
    journal: {
      experiment: {
        ...journal.experiment,
        faults: [lost],
        expect: { alarms: [], outcomes: [] },
        budgets: { ...journal.experiment.budgets, convergeSeconds: 400 },
      },
    },
    events: strandedEvents('alarm'),
    drained: { ...endOf(STUCK), name: 'drained', at: at(16) },
    reconciles: [
      {
        ...reconcile,
        differences: [
          ...reconcile.differences,
          { ...reconcile.differences[0]!, rule: 'order-payment', key: 'r1-hit-0' },
        ],
      },
    ],
  };
}

function strandedEvents(gone: RunEvent['kind']): RunEvent[] {
  return events
    .map((event) => (event.kind === 'fault.hit' ? { ...event, point: 'delivery' } : event))
    .filter(({ kind }) => kind !== gone && kind !== 'alarm');
}

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
      ['an accepted order is lost', { drained: { ...snapshot('drained', 16), sagas: [hit] } }, 'r1-base-0'],
      ['an order is still pending', { drained: drainedWith('r1-base-0', order({ state: 'PENDING' })) }, 'r1-base-0'],
      [
        'a completed order is not captured',
        { drained: drainedWith('r1-base-0', { payment: { ...base.payment!, state: 'AUTHORISED' } }) },
        'payment AUTHORISED',
      ],
      [
        'a rolled back order keeps its shipment',
        { drained: drainedWith('r1-hit-0', { shipment: { state: 'PLANNED' } }) },
        'shipment PLANNED',
      ],
      ['a payment has no order', { drained: drainedWith('r1-base-0', { order: null }) }, 'r1-base-0'],
    ],
  ],
  [
    'outcome-as-predicted',
    [
      [
        'a sound order rolled back',
        { drained: { ...snapshot('drained', 16), sagas: [{ ...hit, correlationId: 'r1-base-0' }] } },
        'r1-base-0: rolled-back, predicted completed',
      ],
      [
        'an order that a fault hit completed',
        { drained: { ...snapshot('drained', 16), sagas: [{ ...base, correlationId: 'r1-hit-0' }] } },
        'r1-hit-0: completed, predicted rolled-back because of broken-reservation',
      ],
    ],
  ],
  [
    'exactly-once',
    [
      [
        'a payment was captured twice',
        {
          drained: drainedWith('r1-base-0', {
            payment: { ...base.payment!, entries: [...base.payment!.entries, { kind: 'CAPTURE', amountCents: 500 }] },
          }),
        },
        'AUTHORISE, CAPTURE, CAPTURE',
      ],
      [
        'a capture is not booked',
        { drained: drainedWith('r1-base-0', { payment: { ...base.payment!, entries: [] } }) },
        'entries none',
      ],
    ],
  ],
  [
    'money-conserved',
    [
      [
        'a customer paid less than the total',
        { end: { ...drainedWith('r1-base-0', order({ totalCents: 501 })), name: 'end' } },
        '5.00 USD captured, 5.01 USD owed',
      ],
      [
        'money stays authorised',
        {
          end: {
            ...drainedWith('r1-hit-0', {
              payment: { ...hit.payment!, entries: [{ kind: 'AUTHORISE', amountCents: 500 }] },
            }),
            name: 'end',
          },
        },
        '5.00 USD still authorised',
      ],
    ],
  ],
  [
    'stock-conserved',
    [
      [
        'a unit stays reserved',
        {
          drained: {
            ...snapshot('drained', 16),
            stock: [{ sku: 'mug', received: 100, onHand: 97, reserved: 1, shipped: 2 }],
          },
        },
        'drained mug: reserved is 1, the sum of RESERVED reservations is 0',
      ],
      [
        'a unit disappeared',
        {
          end: { ...snapshot('end', 25), stock: [{ sku: 'mug', received: 100, onHand: 97, reserved: 0, shipped: 2 }] },
        },
        'end mug: on hand + reserved + shipped is 99, received is 100',
      ],
      [
        'a unit appeared',
        {
          drained: {
            ...snapshot('drained', 16),
            stock: [{ sku: 'mug', received: 101, onHand: 99, reserved: 0, shipped: 2 }],
          },
        },
        'received is 101, and was 100 before the load',
      ],
    ],
  ],
  [
    'rollbacks-within-budget',
    [
      [
        'a rollback took too long',
        { drained: drainedWith('r1-hit-0', { order: { ...hit.order!, updatedAt: at(6 + 10.1) } }) },
        'r1-hit-0: rolled back after 10.1 s',
      ],
    ],
  ],
  [
    'convergence',
    [
      [
        'a saga ended too late',
        { drained: drainedWith('r1-hit-0', { order: { ...hit.order!, updatedAt: at(10 + 10.1) } }) },
        'r1-hit-0: unfinished for 202 virtual s',
      ],
    ],
  ],
  [
    'alarms-as-predicted',
    [
      [
        'an alarm is missing from the system',
        { events: listed({ name: 'errors-warehouse', state: 'OK' }) },
        'errors-payment: missing: in the template, but not in the system',
      ],
      [
        'an alarm was on before the load',
        { events: listed({ name: 'errors-warehouse', state: 'OK' }, { name: 'errors-payment', state: 'ALARM' }) },
        'errors-payment: false: in ALARM before',
      ],
      ['an expected alarm did not fire', { events: without('alarm') }, 'errors-warehouse: missed: did not fire'],
      [
        'an expected alarm fired late',
        {
          events: [
            ...without('alarm'),
            { ...moment(13), kind: 'alarm', alarm: 'errors-warehouse', from: 'OK', to: 'ALARM', reason: '' },
            { ...moment(16), kind: 'alarm', alarm: 'errors-warehouse', from: 'ALARM', to: 'OK', reason: '' },
          ],
        },
        'fired 138 virtual s after broken-reservation; 120 are allowed',
      ],
      [
        'an expected alarm never cleared',
        { events: events.filter((event) => event.kind !== 'alarm' || event.to !== 'OK') },
        'errors-warehouse: stuck: in ALARM at the end, not back in OK',
      ],
      [
        'an expected alarm fired before its cause',
        {
          events: plus({ ...moment(3), kind: 'alarm', alarm: 'errors-warehouse', from: 'OK', to: 'ALARM', reason: '' }),
        },
        'errors-warehouse: early: fired',
      ],
      [
        'another alarm fired',
        {
          events: plus({
            ...moment(3),
            kind: 'alarm',
            alarm: 'errors-payment',
            from: 'OK',
            to: 'ALARM',
            reason: 'one error',
          }),
        },
        'errors-payment: false: fired',
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
      [
        'seeded drift was not found',
        { reconciles: [{ ...reconcile, differences: [] }] },
        'product-prices mug: not found',
      ],
      [
        'seeded drift was not repaired',
        { reconciles: [{ ...reconcile, differences: [{ ...reconcile.differences[0]!, repaired: false }] }] },
        'product-prices mug: found, but not repaired',
      ],
      [
        'something else was found',
        {
          reconciles: [
            { ...reconcile, differences: [...reconcile.differences, { ...reconcile.differences[0]!, key: 'lamp' }] },
          ],
        },
        'product-prices lamp: different, but it was not seeded',
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
        {
          end: { ...snapshot('end', 25), copies: { 'checkout.prices': { mug: { sku: 'mug', unitPriceCents: 350 } } } },
        },
        'checkout.prices mug',
      ],
      [
        'a reservation is still lost',
        { end: { ...drainedWith('r1-base-0', { reservation: null }), name: 'end' } },
        'r1-base-0: COMPLETED, CAPTURED, none, DISPATCHED',
      ],
      [
        'an orphan is still there',
        { end: { ...snapshot('end', 25), sagas: [...sagas, { ...hit, correlationId: 'r1-orphan-0', order: null }] } },
        'r1-orphan-0: seeded, and still there',
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
        'an order that was refused is stored',
        { history: history.map((sent) => (sent.scenario === 'base' ? { ...sent, status: 429 } : sent)) },
        'r1-base-0: refused, but the stores hold its order, payment, reservation, shipment',
      ],
    ],
  ],
  [
    'orders-asked-for',
    [
      [
        'a stored order was never sent',
        { drained: { ...snapshot('drained', 16), sagas: [...sagas, { ...base, correlationId: 'r1-base-7' }] } },
        'r1-base-7: stored, but never sent',
      ],
    ],
  ],
  [
    'stranded-sagas',
    [
      ['a saga that was stranded never reached its end', { ...strandedRun(), end: endOf(STUCK) }, 'order PENDING'],
      [
        'a saga that was stranded reached another end',
        { ...strandedRun(), end: endOf({ ...base, correlationId: 'r1-hit-0' }) },
        'r1-hit-0: completed, predicted rolled-back by the reconciler',
      ],
      [
        'a saga that was stranded reached its end late',
        {
          ...strandedRun(),
          end: endOf({ ...hit, ...order({ state: 'ROLLED_BACK', createdAt: at(6), updatedAt: at(17) }) }),
        },
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
        'warehouse-orders: received a record 60001 ms old',
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
      evidence: [expect.stringContaining('product-prices mug: not found'), expect.stringContaining('ended clean')],
    });
  });
});

const undecided: readonly [check: string, what: string, changes: Changes][] = [
  [
    'outcome-as-predicted',
    'the fault did not hit an order that completed',
    {
      events: without('fault.hit'),
      drained: { ...snapshot('drained', 16), sagas: [{ ...base, correlationId: 'r1-hit-0' }] },
    },
  ],
  [
    'outcome-as-predicted',
    'neither of the two faults for an order hit it',
    {
      events: without('fault.hit'),
      drained: { ...snapshot('drained', 16), sagas: [{ ...base, correlationId: 'r1-hit-0' }] },
      journal: {
        experiment: {
          ...journal.experiment,
          faults: ['out-of-stock', 'over-limit'].map((fault) => ({
            id: fault,
            fault,
            scenario: 'hit',
            rate: 1,
            attempts: 'always' as const,
            leaseSeconds: 30,
            parameters: {},
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
  ['load-delivered', 'iterations were dropped', { journal: { load: { ...journal.load!, droppedIterations: 3 } } }],
  [
    'load-delivered',
    'a scenario fell short',
    { journal: { load: { ...journal.load!, scenarios: { base: { planned: 50, started: 40 } } } } },
  ],
  ['load-delivered', 'there is no summary', { journal: { load: null } }],
  ['convergence', 'the end of the faulty phase was not recorded', { events: without('phase.ended') }],
  ['reconciliation', 'the run ended before drift was seeded', { events: without('snapshot') }],
  ['sabotage-reached', 'the broken path was never executed', { journal: { sabotage: 'capture-twice' } }],
  [
    'outcome-as-predicted',
    'the event was not lost, and the services ended the saga',
    { ...strandedRun(), events: without('fault.hit'), drained: snapshot('drained', 16) },
  ],
  ['stranded-sagas', 'the reconciler never ran', { ...strandedRun(), events: strandedEvents('reconcile.began') }],
  ['reconciliation', 'the run ended before the reconciler ran', { reconciles: [], journal: { status: 'stopped' } }],
  ['stores-level', 'no run of the reconciler ended', { events: without('reconcile.ended') }],
  [
    'money-conserved',
    'the run was stopped while the stores still contained drift',
    {
      end: { ...drainedWith('r1-base-0', { order: null }), name: 'end' },
      journal: { status: 'stopped' },
    },
  ],
  [
    'orders-asked-for',
    'the load was cut short',
    {
      drained: { ...snapshot('drained', 16), sagas: [...sagas, { ...base, correlationId: 'r1-base-7' }] },
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
    'the times of an order are not in UTC',
    { drained: drainedWith('r1-hit-0', { order: { ...hit.order!, createdAt: '2026-01-01T12:02:00' } }) },
  ],
  ['stream-stall', 'the age of records was never read', { events: without('iterator-age') }],
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
            { id: 'deaf', fault: 'alarm-action-fails', rate: 1, attempts: 1, leaseSeconds: 30, parameters: {} },
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
      'outcome-as-predicted',
      'convergence',
      'stream-stall',
      'alarms-as-predicted',
      'reconciliation',
      'stranded-sagas',
      'stores-level',
      'steady-state',
      'faults-hit',
      'leases-held',
      'ran-its-course',
      'evidence-whole',
      'sabotage-reached',
    ]);
    expect(unknown[0]?.evidence).toEqual(['events.ndjson has 3 entries, and the journal counts 16']);
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
    expect(others).toEqual(checkAll(evidence()));
  });

  it('may also fail when it decides whether it applies', () => {
    const unsure: Checker = { ...failing, appliesTo: failing.check as never };
    expect(checkAll(evidence(), [unsure])).toMatchObject([{ name: 'failing', result: 'unknown' }]);
  });
});

describe('every check', () => {
  it('has a test case here in which it is not valid', () => {
    const specified = [...violations, ...undecided].map(([name]) => name);
    // Its test cases are in run-directory.test.ts.
    specified.push('evidence-whole');
    expect(new Set(specified)).toEqual(new Set(checkers.map(({ name }) => name)));
  });

  it('is left out when it does not apply to the experiment', () => {
    const custom = { ...journal.experiment, system: 'custom' as const };
    expect(checkAll(evidence({ journal: { experiment: custom } })).map(({ name }) => name)).toEqual([
      'alarms-as-predicted',
      'steady-state',
      'faults-hit',
      'leases-held',
      'ran-its-course',
      'load-delivered',
      'service-level',
      'evidence-whole',
      'sabotage-reached',
    ]);
    const { reconcile: by, ...unjudged } = journal.experiment;
    expect(by).toBeDefined();
    const names = checkAll(evidence({ journal: { experiment: unjudged } })).map(({ name }) => name);
    expect(names).not.toContain('reconciliation');
    expect(names).not.toContain('stores-level');
  });
});

describe('a harness that was delayed', () => {
  const late = { drained: drainedWith('r1-hit-0', { order: { ...hit.order!, updatedAt: at(6 + 10.4) } }) };
  it.each<[delayMs: number, result: string]>([
    [0, 'invalid'],
    [500, 'invalid'],
    [501, 'unknown'],
  ])('by %d ms makes a rollback that is 400 ms over its budget %s', (harnessDelayMs, result) => {
    expect(check('rollbacks-within-budget', { ...late, journal: { figures: { harnessDelayMs } } }).result).toBe(result);
  });

  it('does not excuse an overrun that is longer than the delay', () => {
    const later = { drained: drainedWith('r1-hit-0', { order: { ...hit.order!, updatedAt: at(6 + 12) } }) };
    const figures = { harnessDelayMs: 900 };
    expect(check('rollbacks-within-budget', { ...later, journal: { figures } }).result).toBe('invalid');
  });
});

describe('a sabotaged system', () => {
  it('executed its broken path if the mark was logged', () => {
    const mark: RunEvent = { ...moment(9), kind: 'sabotage.reached', sabotage: 'capture-twice', detail: 'r1-base-0' };
    expect(check('sabotage-reached', { journal: { sabotage: 'capture-twice' }, events: plus(mark) }).result).toBe(
      'valid',
    );
  });
});
