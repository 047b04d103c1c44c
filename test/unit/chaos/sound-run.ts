/** A small run without violations. Tests change one thing in it. */
import type {
  Journal,
  Operation,
  ReconcileResult,
  RunEvent,
  SagaState,
  Snapshot,
} from '../../../chaos/schemas/index.ts';
import { parseExperiment } from '../../../chaos/documents/index.ts';
import { complete, type Evidence } from '../../../chaos/evidence/index.ts';
import { predict } from '../../../chaos/prediction/index.ts';

const START = Date.parse('2026-01-01T12:00:00.000Z');
const SPEED = 20;

/** The virtual time of a moment of the run, given in real seconds. */
export const at = (seconds: number) => new Date(START + seconds * 1000 * SPEED).toISOString();

export const experiment = parseExperiment(
  `
version: 1
name: small
title: Small
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: http, path: /products }] }
phases:
  - { name: baseline, seconds: 5, scenarios: [{ name: base, journey: checkout, rate: 1 }] }
  - name: broken
    seconds: 5
    drainSeconds: 5
    scenarios: [{ name: hit, journey: checkout, rate: 1 }, { name: dear, journey: over_limit, rate: 1 }]
faults:
  - id: broken-reservation
    fault: exception
    scenario: hit
    rate: 1
    leaseSeconds: 30
    parameters: { service: warehouse, step: prepare, point: before-commit }
drift:
  - { id: wrong-price, fault: store-drift, count: 1, parameters: { kind: price-copy-changed } }
reconcile: { by: schedule, timeoutSeconds: 60 }
expect: { alarms: [{ name: errors-warehouse, cause: broken-reservation, withinSeconds: 120 }] }
budgets: { detectSeconds: 120, rollbackSeconds: 10, convergeSeconds: 200 }
`,
  'small.yaml',
);

export const journal: Journal = {
  version: 1,
  status: 'completed',
  run: 'r1',
  experiment,
  seed: 7,
  speed: SPEED,
  target: 'local',
  sabotage: null,
  versions: {},
  command: 'evenkeel chaos run small.yaml',
  startedAt: '2026-06-01T08:00:00.000Z',
  virtualStartedAt: at(0),
  endedAt: '2026-06-01T08:01:00.000Z',
  counts: {},
  alarms: ['errors-warehouse', 'errors-payment'],
  load: { exitCode: 0, droppedIterations: 0, scenarios: { base: { planned: 1, started: 1 } }, failedThresholds: [] },
  hits: {},
  figures: {},
  checks: [],
  verdict: null,
  reasons: [],
};

function operation(scenario: string, journey: string, seconds: number): Operation {
  return {
    correlationId: `r1-${scenario}-0`,
    scenario,
    iteration: 0,
    journey,
    sentAt: new Date(Date.parse(journal.startedAt) + seconds * 1000).toISOString(),
    elapsedMs: seconds * 1000,
    status: 202,
    durationMs: 12,
    totalCents: 500,
  };
}

export const history: Operation[] = [
  operation('base', 'checkout', 2),
  operation('hit', 'checkout', 6),
  operation('dear', 'over_limit', 7),
];

const lines = [{ sku: 'mug', quantity: 2 }];
const order = (state: string, from: number, to: number) => ({
  state,
  totalCents: 500,
  createdAt: at(from),
  updatedAt: at(to),
});

export const sagas: SagaState[] = [
  {
    correlationId: 'r1-base-0',
    order: order('COMPLETED', 2, 3),
    payment: {
      state: 'CAPTURED',
      amountCents: 500,
      entries: [
        { kind: 'AUTHORISE', amountCents: 500 },
        { kind: 'CAPTURE', amountCents: 500 },
      ],
    },
    reservation: { state: 'COMMITTED', lines },
    shipment: { state: 'DISPATCHED' },
  },
  {
    correlationId: 'r1-hit-0',
    order: order('ROLLED_BACK', 6, 9),
    payment: {
      state: 'VOIDED',
      amountCents: 500,
      entries: [
        { kind: 'AUTHORISE', amountCents: 500 },
        { kind: 'VOID', amountCents: 500 },
      ],
    },
    reservation: { state: 'RELEASED', lines: [] },
    shipment: { state: 'CANCELLED' },
  },
  {
    correlationId: 'r1-dear-0',
    order: order('ROLLED_BACK', 7, 8),
    payment: { state: 'DECLINED', amountCents: 500, entries: [] },
    reservation: { state: 'RELEASED', lines },
    shipment: null,
  },
];

export function snapshot(name: Snapshot['name'], seconds: number, held: readonly SagaState[] = sagas): Snapshot {
  const shipped = held.length === 0 ? 0 : 2;
  return {
    version: 1,
    name,
    at: at(seconds),
    sagas: [...held],
    stock: [{ sku: 'mug', received: 100, onHand: 100 - shipped, reserved: 0, shipped }],
    filings: {},
    copies: { 'checkout.prices': { mug: { sku: 'mug', unitPriceCents: 250 } } },
  };
}

const when = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });

export const events: RunEvent[] = [
  {
    ...when(0),
    kind: 'alarms.listed',
    alarms: [
      { name: 'errors-warehouse', state: 'OK' },
      { name: 'errors-payment', state: 'INSUFFICIENT_DATA' },
    ],
  },
  { ...when(0), kind: 'probe', when: 'before', probe: 'alarms', ok: true, message: 'none is in ALARM' },
  { ...when(0), kind: 'snapshot', name: 'before' },
  { ...when(1), kind: 'phase.began', phase: 'baseline' },
  { ...when(4), kind: 'fault.armed', faultId: 'broken-reservation', fault: 'exception', until: at(40) },
  { ...when(5), kind: 'phase.began', phase: 'broken' },
  {
    ...when(6.1),
    kind: 'fault.hit',
    faultId: 'broken-reservation',
    correlationId: 'r1-hit-0',
    point: 'before-commit',
    attempt: 1,
  },
  { ...when(8), kind: 'alarm', alarm: 'errors-warehouse', from: 'OK', to: 'ALARM', reason: '1 datapoint' },
  { ...when(10), kind: 'phase.ended', phase: 'broken' },
  { ...when(10.5), kind: 'backlog', unfinished: 1 },
  { ...when(11.5), kind: 'backlog', unfinished: 0 },
  { ...when(14), kind: 'alarm', alarm: 'errors-warehouse', from: 'ALARM', to: 'OK', reason: 'quiet' },
  { ...when(15), kind: 'fault.released', faultId: 'broken-reservation' },
  { ...when(16), kind: 'snapshot', name: 'drained' },
  {
    ...when(17),
    kind: 'drift.seeded',
    faultId: 'wrong-price',
    rule: 'product-prices',
    key: 'mug',
    description: 'price of mug raised',
    consequences: [],
  },
  { ...when(18), kind: 'snapshot', name: 'drifted' },
  { ...when(20), kind: 'reconcile.began', runId: 'hourly', trigger: 'schedule' },
  { ...when(22), kind: 'reconcile.ended', runId: 'hourly', outcome: 'repaired', drift: 1, repaired: 1 },
  { ...when(24), kind: 'probe', when: 'after', probe: 'GET /products', ok: true, message: '200 after 12 ms' },
  { ...when(25), kind: 'snapshot', name: 'end' },
  { ...when(26), kind: 'iterator-age', function: 'warehouse-orders', maximumMs: 900 },
];

export const reconcile: ReconcileResult = {
  runId: 'hourly',
  outcome: 'repaired',
  startedAt: at(20),
  endedAt: at(22),
  rules: [],
  differences: [
    {
      rule: 'product-prices',
      key: 'mug',
      kind: 'different',
      fields: { unitPriceCents: { left: 250, right: 350 } },
      masters: { unitPriceCents: 'left' },
      repaired: true,
    },
  ],
};

export interface Changes {
  readonly journal?: Partial<Journal>;
  readonly history?: readonly Operation[];
  readonly events?: readonly RunEvent[];
  readonly before?: Snapshot;
  readonly drained?: Snapshot;
  readonly end?: Snapshot;
  readonly reconciles?: readonly ReconcileResult[];
}

/** The sound run with some of its parts replaced. */
export function evidence(changes: Changes = {}): Evidence {
  const sent = changes.history ?? history;
  return {
    journal: { ...journal, ...changes.journal },
    parts: {
      events: complete((changes.events ?? events).filter((event) => event.kind !== 'saga')),
      history: complete(sent),
      prediction: complete(predict({ ...journal, ...changes.journal }.experiment, journal.seed, sent)),
      before: complete(changes.before ?? snapshot('before', 0, [])),
      drained: complete(changes.drained ?? snapshot('drained', 16)),
      drifted: complete(snapshot('drifted', 18)),
      end: complete(changes.end ?? snapshot('end', 25)),
      reconciles: complete(changes.reconciles ?? [reconcile]),
    },
  };
}
