/** Generated runs that satisfy the schemas: what a short game day leaves on disk. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Check,
  correlationIdOf,
  hits,
  Journal,
  numberedLines,
  Operation,
  ReconcileResult,
  RunEvent,
  TraceSpan,
  TraceSummary,
  unitInterval,
} from '../../../chaos/schemas/index.ts';

export interface Fixture {
  readonly journal: Journal;
  readonly events: RunEvent[];
  readonly operations: Operation[];
  readonly reconciles: ReconcileResult[];
  readonly access: undefined;
  readonly summary: unknown;
  /** Left out by runs whose functions do not trace. */
  readonly traced?: { readonly spans: readonly TraceSpan[]; readonly summary: TraceSummary };
}

const RUN = 'gd7';
const SEED = 42;
const SPEED = 20;
/** Requests per second. */
const RATE = 5;
const VIRTUAL_START = Date.parse('2026-03-04T13:20:00.000Z');
const PHASES = [
  { name: 'baseline', began: 2, seconds: 40, drain: 5 },
  { name: 'fault', began: 47, seconds: 60, drain: 20 },
  { name: 'recovery', began: 127, seconds: 30, drain: 5 },
];
const RESERVE_FAULT = 'reserve-exception';
const CAPTURE_FAULT = 'capture-exception';

export function passingRun(): Fixture {
  const operations = PHASES.flatMap((phase) => operationsOf(phase));
  const events = [
    ...PHASES.flatMap((phase) => phaseEvents(phase)),
    ...operations.flatMap((operation) => sagaEvents(operation)),
    ...faultEvents(RESERVE_FAULT, 'exception'),
    ...faultEvents(CAPTURE_FAULT, 'exception'),
    ...alarmEvents('errors-warehouse', 56, 118),
    ...alarmEvents('errors-payment', 58, 115),
    ...driftEvents(),
    ...reconcileEvents(),
    ...watchedEvents(),
    ...(['before', 'drained', 'drifted', 'end'] as const).map((name, index) =>
      event([1, 163, 170, 206][index]!, { kind: 'snapshot', name }),
    ),
  ].sort((one, other) => one.elapsedMs - other.elapsedMs);
  return {
    journal: journal(events, operations),
    events,
    operations,
    reconciles: [reconciled()],
    access: undefined,
    summary: summaryOf(operations),
  };
}

/** A run whose functions trace: a completed saga, and one that a fault hit and that was rolled back. */
export function tracedRun(): Fixture {
  const run = passingRun();
  const span = (correlationId: string, seconds: number, name: string, more: Partial<TraceSpan> = {}): TraceSpan =>
    TraceSpan.parse({
      at: virtual(seconds),
      elapsedMs: Math.round(seconds * 1000),
      durationMs: 12,
      traceId: 'a'.repeat(32),
      spanId: String(spans.length + 1).padStart(16, '0'),
      correlationId,
      function: 'payment-orders',
      name,
      kind: 'consumer',
      ...more,
    });
  const spans: TraceSpan[] = [];
  const add = (...given: Parameters<typeof span>) => spans.push(span(...given));
  add('gd7-checkout-1', 3, 'POST /checkout', { kind: 'server', function: 'checkout-api', states: ['PENDING'] });
  add('gd7-checkout-1', 3.2, 'payment#prepare', { states: ['AUTHORISED'] });
  add('gd7-checkout-1', 3.21, 'payment prepare', { kind: 'internal', parentId: '0000000000000002' });
  add('gd7-broken-2', 50, 'POST /checkout', { kind: 'server', function: 'checkout-api', states: ['PENDING'] });
  add('gd7-broken-2', 50.3, 'payment#prepare', { failure: 'injected <exception>' });
  add('gd7-broken-2', 50.3, 'fault lost-authorisation', { kind: 'internal', fault: 'lost-authorisation' });
  add('gd7-broken-2', 51, 'file payment#prepare', { kind: 'internal' });
  const edge = { errors: 0, p50Ms: 4, p95Ms: 9 };
  const api = { kind: 'api', name: 'API' } as const;
  const named = (name: string) => ({ kind: 'function', name }) as const;
  const table = { kind: 'table', name: 'payment-events' } as const;
  const summary = TraceSummary.parse({
    traces: 650,
    spans: 39_000,
    kept: 2,
    lost: 0,
    edges: [
      { phase: 'baseline', from: api, to: named('checkout-api'), calls: 200, ...edge },
      { phase: 'fault', from: api, to: named('checkout-api'), calls: 300, ...edge },
      { phase: 'fault', from: named('checkout-api'), to: named('payment-orders'), calls: 300, ...edge, errors: 14 },
      { phase: 'fault', from: named('payment-orders'), to: table, calls: 286, ...edge },
      { phase: 'fault', from: table, to: named('checkout-api'), calls: 286, ...edge },
    ],
  });
  const counts = { ...run.journal.counts, 'traces.ndjson': spans.length, 'traces.json': summary.edges.length };
  return { ...run, journal: { ...run.journal, counts }, traced: { spans, summary } };
}

export function failingRun(): Fixture {
  const run = passingRun();
  const stock: Check = {
    name: 'stock conservation',
    result: 'invalid',
    summary: 'Stock does not add up for 3 SKUs: on hand, reserved and shipped make less than was received.',
    evidence: [
      'ord-07: received 1,000,000, on hand 999,412, reserved 6, shipped 570; 12 units are gone',
      'ord-19: received 1,000,000, on hand 999,530, reserved 0, shipped 466; 4 units are gone',
      'ord-31: received 1,000,000, on hand 999,698, reserved 2, shipped 291; 9 units are gone',
    ],
    measured: [{ name: 'units that are gone', unit: 'units', value: 25, budget: 0 }],
  };
  const late: Check = {
    name: 'time to roll back',
    result: 'unknown',
    summary: 'Not every rollback could be timed: events.ndjson has fewer lines than the journal counts.',
    evidence: [],
    measured: [{ name: 'rollback, slowest', unit: 's', value: 34.2, budget: 30 }],
  };
  return {
    ...run,
    journal: Journal.parse({
      ...run.journal,
      sabotage: 'warehouse-rollback-keeps-stock',
      verdict: 'FAIL',
      reasons: [stock.summary],
      checks: [...run.journal.checks.slice(1), stock, late],
    }),
  };
}

/** A run that a stop condition ended in its second phase. */
export function stoppedRun(): Fixture {
  const run = interruptedRun();
  const reason = 'ran-its-course: A stop condition ended the run, so what it asked was not answered.';
  const stopped = event(69, { kind: 'stopped', condition: 'error-share', message: '12 of 40 operations failed' });
  return {
    ...run,
    events: [...run.events, stopped],
    journal: Journal.parse({ ...run.journal, status: 'stopped', verdict: 'INVALID', reasons: [reason] }),
  };
}

/** A run on a system without a definition: no stores, no sagas, no drift. */
export function undefinedSystemRun(): Fixture {
  const run = passingRun();
  const experiment = { ...run.journal.experiment, system: 'none', reconcile: undefined };
  const checks = run.journal.checks.filter(({ name }) => name !== ENDS.name);
  const kinds = ['phase.began', 'phase.ended', 'phase.drained', 'fault.armed', 'fault.released', 'fault.hit', 'probe'];
  return {
    ...run,
    events: run.events.filter(({ kind }) => kinds.includes(kind)),
    reconciles: [],
    access: undefined,
    journal: Journal.parse({ ...run.journal, experiment, checks, system: null }),
  };
}

/** A run that was interrupted in its second phase. */
export function interruptedRun(): Fixture {
  const run = passingRun();
  const events = run.events.filter(({ elapsedMs }) => elapsedMs < 70_000);
  return {
    ...run,
    events,
    operations: run.operations.filter(({ elapsedMs }) => elapsedMs < 70_000),
    reconciles: [],
    access: undefined,
    journal: Journal.parse({
      ...run.journal,
      status: 'interrupted',
      verdict: null,
      endedAt: null,
      load: null,
      checks: [],
      reasons: [],
      hits: {},
    }),
  };
}

const HOSTILE = `<script>alert(1)</script>"'&\`|]]>\u0000<img src=x onerror=alert(2)>`;

function hostile(one: RunEvent): RunEvent {
  if (one.kind === 'fault.hit') return { ...one, correlationId: HOSTILE, faultId: HOSTILE, point: HOSTILE };
  if (one.kind === 'saga') return { ...one, correlationId: HOSTILE, service: HOSTILE, state: HOSTILE };
  if (one.kind === 'alarm') return { ...one, alarm: HOSTILE };
  if (one.kind === 'probe') return { ...one, probe: HOSTILE, message: HOSTILE };
  return one.kind === 'iterator-age' ? { ...one, function: HOSTILE } : one;
}

/** Every free text of the evidence contains markup, which reports must show as text. */
export function hostileRun(): Fixture {
  const run = failingRun();
  return {
    ...run,
    journal: Journal.parse({
      ...run.journal,
      experiment: { ...run.journal.experiment, title: HOSTILE, hypothesis: HOSTILE },
      command: HOSTILE,
      reasons: [HOSTILE],
      sabotage: HOSTILE,
      system: { name: HOSTILE, digest: HOSTILE },
      versions: { [HOSTILE]: HOSTILE },
      origin: { host: HOSTILE, operator: HOSTILE },
      figures: { [HOSTILE]: 1 },
      counts: { [HOSTILE]: 1, '../../outside': 1, 'events.ndjson': 1 },
      hits: { [HOSTILE]: { predicted: 1, observed: 1 } },
      checks: run.journal.checks.map((check) => ({
        ...check,
        name: HOSTILE,
        summary: HOSTILE,
        evidence: [HOSTILE],
        measured: [{ name: HOSTILE, unit: HOSTILE, value: 1, budget: 2 }],
      })),
    }),
    operations: run.operations.map((operation, index) =>
      index === 0
        ? { ...operation, correlationId: HOSTILE, status: 500, asked: { method: HOSTILE, path: HOSTILE } }
        : operation,
    ),
    events: [...run.events.map(hostile), event(205, { kind: 'stopped', condition: HOSTILE, message: HOSTILE })],
    reconciles: run.reconciles.map((result) => ({
      ...result,
      differences: [
        {
          rule: HOSTILE,
          key: HOSTILE,
          kind: 'different',
          fields: { [HOSTILE]: { left: HOSTILE, right: null } },
          masters: { [HOSTILE]: 'left' },
          repaired: false,
          reason: HOSTILE,
        },
      ],
    })),
  };
}

export async function writeRun(
  directory: string,
  { journal, events, operations, reconciles, summary, traced }: Fixture,
) {
  if (traced !== undefined) {
    await writeFile(join(directory, 'traces.ndjson'), numberedLines(traced.spans));
    await writeFile(join(directory, 'traces.json'), JSON.stringify(traced.summary));
  }
  await mkdir(join(directory, 'k6'), { recursive: true });
  await mkdir(join(directory, 'reconcile'), { recursive: true });
  await writeFile(join(directory, 'journal.json'), JSON.stringify(journal));
  await writeFile(join(directory, 'events.ndjson'), numberedLines(events));
  await writeFile(join(directory, 'history.ndjson'), numberedLines(operations));
  await writeFile(join(directory, 'k6', 'summary.json'), JSON.stringify(summary));
  for (const one of events) {
    if (one.kind !== 'snapshot') continue;
    const snapshot = { version: 1, name: one.name, at: one.at, views: [] };
    await mkdir(join(directory, 'state', one.name), { recursive: true });
    await writeFile(join(directory, 'state', one.name, 'snapshot.json'), JSON.stringify(snapshot));
  }
  for (const result of reconciles) {
    await writeFile(join(directory, 'reconcile', `${result.runId}.json`), JSON.stringify(result));
  }
}

function virtual(seconds: number): string {
  return new Date(VIRTUAL_START + seconds * 1000 * SPEED).toISOString();
}

type Body = RunEvent extends infer Kind ? (Kind extends RunEvent ? Omit<Kind, 'at' | 'elapsedMs'> : never) : never;

function event(seconds: number, body: Body): RunEvent {
  return RunEvent.parse({ ...body, at: virtual(seconds), elapsedMs: Math.round(seconds * 1000) });
}

function phaseEvents({ name, began, seconds, drain }: (typeof PHASES)[number]): RunEvent[] {
  return [
    event(began, { kind: 'phase.began', phase: name }),
    event(began + seconds, { kind: 'phase.ended', phase: name }),
    event(began + seconds + drain, { kind: 'phase.drained', phase: name }),
  ];
}

function operationsOf({ name, began, seconds }: (typeof PHASES)[number]): Operation[] {
  return Array.from({ length: seconds * RATE }, (_, iteration) =>
    Operation.parse({
      correlationId: correlationIdOf({ run: RUN, scenario: name, iteration }),
      scenario: name,
      iteration,
      journey: 'checkout',
      sentAt: new Date(Date.parse('2026-11-21T10:00:00Z') + (began + iteration / RATE) * 1000).toISOString(),
      elapsedMs: (began + iteration / RATE) * 1000,
      status: 202,
      durationMs: 18 + 60 * unitInterval(`latency ${name} ${iteration}`) ** 3,
    }),
  );
}

function isHit(faultId: string, { scenario, iteration }: Operation): boolean {
  return scenario === 'fault' && hits(SEED, faultId, scenario, iteration, 0.1);
}

function sagaEvents(operation: Operation): RunEvent[] {
  const { correlationId, elapsedMs } = operation;
  const began = elapsedMs / 1000;
  const step = (after: number, service: string, state: string) =>
    event(began + after, { kind: 'saga', correlationId, service, state });
  const hit = (after: number, faultId: string, point: string, attempt: number) =>
    event(began + after, { kind: 'fault.hit', faultId, correlationId, point, attempt });
  const prepared = [
    step(0.02, 'checkout', 'PENDING'),
    step(0.29, 'payment', 'AUTHORISED'),
    step(0.31, 'shipping', 'PLANNED'),
  ];
  if (isHit(RESERVE_FAULT, operation)) {
    const slow = 4 + 3 * unitInterval(correlationId);
    return [
      ...prepared,
      ...[0.3, 0.9, 1.9].map((after, index) => hit(after, RESERVE_FAULT, 'prepare:before-commit', index + 1)),
      step(slow, 'checkout', 'ROLLING_BACK'),
      step(slow + 0.2, 'warehouse', 'RELEASED'),
      step(slow + 0.22, 'payment', 'VOIDED'),
      step(slow + 0.25, 'shipping', 'CANCELLED'),
      step(slow + 0.4, 'checkout', 'ROLLED_BACK'),
    ];
  }
  const retried = isHit(CAPTURE_FAULT, operation) ? 1.4 : 0;
  return [
    ...prepared,
    step(0.35, 'warehouse', 'RESERVED'),
    step(0.6, 'checkout', 'COMMITTING'),
    ...(retried > 0 ? [hit(0.8, CAPTURE_FAULT, 'commit:after-commit', 1)] : []),
    step(0.9 + retried, 'payment', 'CAPTURED'),
    step(0.92, 'warehouse', 'COMMITTED'),
    step(0.95, 'shipping', 'DISPATCHED'),
    step(1.1 + retried, 'checkout', 'COMPLETED'),
  ];
}

function faultEvents(faultId: string, fault: string): RunEvent[] {
  return [
    event(46, { kind: 'fault.armed', faultId, fault, until: virtual(140) }),
    event(127, { kind: 'fault.released', faultId }),
  ];
}

function alarmEvents(alarm: string, from: number, to: number): RunEvent[] {
  return [
    event(from, { kind: 'alarm', alarm, from: 'OK', to: 'ALARM', reason: '1 datapoint was at or above 1' }),
    event(to, { kind: 'alarm', alarm, from: 'ALARM', to: 'OK', reason: 'no datapoints' }),
  ];
}

function driftEvents(): RunEvent[] {
  return [
    ['price copies', 'ord-07', 'price copy changed'],
    ['order and reservation', `${RUN}-baseline-112`, 'reservation lost'],
    ['order and payment', 'stray-1', 'payment without an order'],
  ].map(([rule, key, description], index) =>
    event(166 + index, {
      kind: 'drift.seeded',
      faultId: `drift-${index}`,
      rule: rule!,
      key: key!,
      description: description!,
      consequences: [],
    }),
  );
}

/** What the run itself measured: probes, unfinished sagas per second, and the age of stream records. */
function watchedEvents(): RunEvent[] {
  const probe = (seconds: number, when: 'before' | 'after', ok: boolean, message: string) =>
    event(seconds, { kind: 'probe', when, probe: 'GET /products', ok, message });
  return [
    probe(0.2, 'before', true, '200 after 14 ms'),
    probe(200, 'after', false, '503 after 9 ms'),
    probe(201, 'after', true, '200 after 12 ms'),
    ...Array.from({ length: 130 }, (_, second) =>
      event(47 + second, {
        kind: 'backlog',
        unfinished: second > 110 ? 0 : Math.round(24 * unitInterval(`${second}`)),
      }),
    ),
    event(204, { kind: 'iterator-age', function: 'warehouse-orders', maximumMs: 4210 }),
    event(204, { kind: 'iterator-age', function: 'payment-orders', maximumMs: 880 }),
  ];
}

function reconcileEvents(): RunEvent[] {
  return [
    event(0.4, { kind: 'reconcile.began', runId: 'rc-1', trigger: 'deploy' }),
    event(1.4, { kind: 'reconcile.ended', runId: 'rc-1', outcome: 'clean', drift: 0, repaired: 0 }),
    event(180, { kind: 'reconcile.began', runId: 'rc-2', trigger: 'schedule' }),
    event(203, { kind: 'reconcile.ended', runId: 'rc-2', outcome: 'repaired', drift: 3, repaired: 3 }),
    ...alarmEvents('drift', 188, 205),
  ];
}

function reconciled(): ReconcileResult {
  const rule = {
    rows: { left: 45, right: 45 },
    candidates: 0,
    drift: 0,
    repaired: 0,
    deferred: 0,
    accepted: 0,
    bytes: 2048,
    seconds: 0.4,
  };
  const found = { ...rule, candidates: 1, drift: 1, repaired: 1, outcome: 'repaired' };
  return ReconcileResult.parse({
    runId: 'rc-2',
    outcome: 'repaired',
    startedAt: virtual(180),
    endedAt: virtual(203),
    rules: [
      { ...found, name: 'price copies' },
      { ...rule, outcome: 'clean', name: 'customer copies' },
      { ...found, name: 'order and payment', rows: { left: 650, right: 651 } },
      { ...found, name: 'order and reservation', rows: { left: 650, right: 649 } },
      { ...rule, outcome: 'clean', name: 'stock conservation', rows: { left: 45, right: 45 } },
    ],
    differences: [
      {
        rule: 'price copies',
        key: 'ord-07',
        kind: 'different',
        fields: { unitPriceCents: { left: 1389, right: 1388 } },
        masters: { unitPriceCents: 'left' },
        repaired: true,
      },
      {
        rule: 'order and reservation',
        key: `${RUN}-baseline-112`,
        kind: 'missing-right',
        fields: { state: { left: 'COMMITTED', right: null } },
        masters: {},
        repaired: true,
      },
      {
        rule: 'order and payment',
        key: 'stray-1',
        kind: 'missing-left',
        fields: { state: { left: null, right: 'AUTHORISED' } },
        masters: {},
        repaired: true,
      },
    ],
  });
}

/** How the load's sagas ended. */
const ENDS: Check = {
  name: 'outcome-as-predicted',
  result: 'valid',
  summary: 'Of 650 sagas: 617 completed, 33 rolled-back, all as predicted.',
  evidence: [],
  measured: [
    { name: 'completed', unit: 'sagas', value: 617, budget: 617 },
    { name: 'rolled-back', unit: 'sagas', value: 33, budget: 33 },
  ],
};

function checks(): Check[] {
  const check = (name: string, summary: string, measured: Check['measured'] = []): Check => ({
    name,
    result: 'valid',
    summary,
    evidence: [],
    measured,
  });
  return [
    check('stock conservation', 'Received equals on hand, reserved and shipped for all 45 SKUs.'),
    check('sagas at rest', 'All 650 accepted requests have reached an allowed end.'),
    ENDS,
    check('predicted failures', 'Every predicted failure rolled back, and nothing else.', [
      { name: 'rollback, slowest', unit: 's', value: 7.31, budget: 30 },
    ]),
    {
      ...check('money', 'Captured money equals the totals of completed orders, each captured once.'),
      evidence: ['617 orders completed, 617 captured: 25,340.12 USD'],
    },
    check('alarms', 'errors-warehouse, errors-payment and drift fired and cleared; no other alarm fired.', [
      { name: 'time to detect', unit: 's, virtual', value: 112, budget: 180 },
    ]),
    check('convergence', 'No saga was unfinished at the end.', [
      { name: 'time to converge', unit: 's, virtual', value: 148, budget: 900 },
    ]),
    check('drift', 'The scheduled run found the drift that was seeded on 3 keys and nothing else, and repaired them.'),
  ];
}

function journal(events: readonly RunEvent[], operations: readonly Operation[]): Journal {
  const observed = (faultId: string) => operations.filter((operation) => isHit(faultId, operation)).length;
  const fault = { fault: 'exception', scenario: 'fault', rate: 0.1, leaseSeconds: 90 };
  return Journal.parse({
    version: 1,
    status: 'completed',
    run: RUN,
    experiment: {
      version: 1,
      name: 'gameday',
      title: 'Reservations fail under load',
      hypothesis:
        'When one reservation in ten keeps failing under load, each of these orders is rolled back in every service, every other order completes exactly once, and what has drifted is repaired within the hour.',
      teaches: 'A step that always fails ends the saga, and only that saga.',
      steadyState: { before: [{ probe: 'alarms' }], after: [{ probe: 'alarms' }] },
      stopConditions: [],
      phases: PHASES.map(({ name, seconds, drain }) => ({
        name,
        seconds,
        drainSeconds: drain,
        scenarios: [{ name, journey: 'checkout', rate: RATE }],
      })),
      faults: [
        { ...fault, id: RESERVE_FAULT, attempts: 'always' },
        { ...fault, id: CAPTURE_FAULT, attempts: 1 },
      ],
      reconcile: { by: 'schedule', timeoutSeconds: 240 },
      expect: {
        alarms: ['errors-warehouse', 'errors-payment'].map((name) => ({
          name,
          cause: RESERVE_FAULT,
          withinSeconds: 180,
        })),
      },
      budgets: { detectSeconds: 180, rollbackSeconds: 30, convergeSeconds: 900 },
    },
    seed: SEED,
    speed: SPEED,
    target: 'local',
    system: { name: 'commerce', digest: 'c0ffee'.repeat(10) },
    sabotage: null,
    origin: { commit: 'c0ffee'.repeat(7).slice(0, 40), uncommittedChanges: true, host: 'bench', operator: 'ada' },
    versions: { evenkeel: '0.1.0', node: '20.20.2', k6: '2.2.0', postgresql: '18.4', 'dynamodb-local': '1.25.1' },
    command: `evenkeel gameday --seed ${SEED}`,
    startedAt: '2026-11-21T10:00:00.000Z',
    virtualStartedAt: virtual(0),
    endedAt: '2026-11-21T10:03:27.000Z',
    counts: { 'events.ndjson': events.length, 'history.ndjson': operations.length },
    alarms: ['errors-warehouse', 'errors-payment', 'drift', 'no-reconcile'],
    load: {
      exitCode: 0,
      droppedIterations: 0,
      scenarios: Object.fromEntries(
        PHASES.map(({ name, seconds }) => [name, { planned: seconds * RATE, started: seconds * RATE }]),
      ),
      failedThresholds: [],
    },
    hits: Object.fromEntries(
      [RESERVE_FAULT, CAPTURE_FAULT].map((id) => [id, { predicted: observed(id), observed: observed(id) }]),
    ),
    figures: { 'boot, seconds': 8.4 },
    checks: checks(),
    verdict: 'PASS',
    reasons: ['All 8 checks are valid.'],
  });
}

function summaryOf(operations: readonly Operation[]) {
  const metrics = PHASES.flatMap(({ name }) => {
    const own = operations.filter(({ scenario }) => scenario === name).map(({ durationMs }) => durationMs);
    const sorted = own.sort((one, other) => one - other);
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))];
    const key = `{scenario:${name}-${name}}`;
    return [
      [`http_reqs${key}`, { values: { count: sorted.length } }],
      [`http_req_failed${key}`, { values: { rate: 0, passes: 0, fails: sorted.length } }],
      [`http_req_duration${key}`, { values: { med: at(0.5), 'p(95)': at(0.95), max: at(1) } }],
    ];
  });
  return { metrics: Object.fromEntries(metrics) as Record<string, unknown> };
}
