/** The run directory of a valid run with many operations, as the runner would write it. */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import {
  correlationIdOf,
  Journal,
  numberedLines,
  type Operation,
  ReconcileResult,
  type RunEvent,
  type SnapshotName,
} from '../../../chaos/schemas/index.ts';
import { parseExperiment } from '../../../chaos/documents/index.ts';
import { type PredictedEnd, predict } from '../../../chaos/prediction/index.ts';
import type { SystemDefinition } from '../../../chaos/system/index.ts';
import { systemHere } from '../../../cli/system/definition.ts';

const RUN = 'bench';
const RECONCILE = 'hourly';
const SEED = 7;
const SPEED = 20;
const RATE = 100;
const VIRTUAL_START = Date.parse('2026-01-01T12:00:00.000Z');
const REAL_START = Date.parse('2026-06-01T08:00:00.000Z');
const SKUS = Array.from({ length: 50 }, (_, index) => `sku-${index}`);
const RECEIVED = 1_000_000;

/** @returns the number of lines in its events */
export async function writeLargeRun(directory: string, operations: number): Promise<number> {
  // The shop, as the command finds it.
  const { definition, digest } = await systemHere(undefined);
  const experiment = experimentOf(operations / RATE, definition);
  const history = Array.from({ length: operations }, (_, iteration) => operationAt(iteration));
  const ends = predict(experiment, SEED, history, definition);
  const sagas = history.map((sent) => sagaOf(sent, ends.get(sent.correlationId)));
  for (const folder of ['state', 'reconcile']) await mkdir(join(directory, folder), { recursive: true });
  const end = operations / RATE;
  const counts: Record<string, number> = {
    'history.ndjson': await writeLines(join(directory, 'history.ndjson'), history),
    'events.ndjson': await writeLines(
      join(directory, 'events.ndjson'),
      [...eventsOf(history, ends), ...frameOf(end)].sort((one, other) => one.elapsedMs - other.elapsedMs),
    ),
  };
  for (const [name, seconds, held] of [
    ['before', 0, []],
    ['drained', end + 10, sagas],
    ['drifted', end + 11, sagas],
    ['end', end + 20, sagas],
  ] as const) {
    Object.assign(counts, await writeSnapshot(directory, name, seconds, held));
  }
  const reconciled = { startedAt: at(end + 12), endedAt: at(end + 13), outcome: 'clean', rules: [], differences: [] };
  const result = ReconcileResult.parse({ runId: RECONCILE, ...reconciled });
  await writeFile(join(directory, 'reconcile', `${RECONCILE}.json`), JSON.stringify(result));
  counts[`reconcile/${RECONCILE}.json`] = 0;
  const journal: Journal = Journal.parse({
    version: 1,
    status: 'completed',
    run: RUN,
    experiment,
    seed: SEED,
    speed: SPEED,
    target: 'local',
    system: { name: definition.name, digest },
    sabotage: null,
    versions: {},
    command: 'evenkeel chaos run bench.yaml',
    counts,
    alarms: [],
    startedAt: new Date(REAL_START).toISOString(),
    virtualStartedAt: at(0),
    endedAt: new Date(REAL_START + (end + 21) * 1000).toISOString(),
    load: {
      exitCode: 0,
      droppedIterations: 0,
      failedThresholds: [],
      scenarios: { orders: { planned: operations, started: operations } },
    },
    hits: {},
    figures: {},
    checks: [],
    verdict: null,
    reasons: [],
  });
  await writeFile(join(directory, 'journal.json'), JSON.stringify(journal, null, 2));
  return counts['events.ndjson'] ?? 0;
}

function experimentOf(seconds: number, system: SystemDefinition) {
  return parseExperiment(
    `
version: 1
name: bench
title: Many orders
hypothesis: They end as predicted.
teaches: How long it takes to judge them.
steadyState: { before: [{ probe: alarms }], after: [{ probe: alarms }] }
phases: [{ name: load, seconds: ${seconds}, scenarios: [{ name: orders, journey: checkout, rate: ${RATE} }] }]
faults:
  - id: sold-out
    fault: port-answer
    scenario: orders
    rate: 0.1
    leaseSeconds: ${seconds + 60}
    parameters: { service: warehouse, step: prepare, port: store.reserve, answer: { outcome: OUT_OF_STOCK } }
  - id: lost-reply
    fault: exception
    scenario: orders
    rate: 0.1
    attempts: 1
    leaseSeconds: ${seconds + 60}
    stall: { secondsPerHit: 0.01 }
    parameters: { service: shipping, step: commit, point: after-commit }
reconcile: { by: run-now, timeoutSeconds: 60 }
budgets: { detectSeconds: 120, rollbackSeconds: 10, convergeSeconds: 200 }
`,
    'bench.yaml',
    { system },
  );
}

const at = (seconds: number): string => new Date(VIRTUAL_START + seconds * 1000 * SPEED).toISOString();
const when = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });

function operationAt(iteration: number): Operation {
  const elapsedMs = (iteration * 1000) / RATE;
  return {
    correlationId: correlationIdOf({ run: RUN, scenario: 'orders', iteration }),
    scenario: 'orders',
    iteration,
    journey: 'checkout',
    sentAt: new Date(REAL_START + elapsedMs).toISOString(),
    elapsedMs,
    status: 202,
    durationMs: 12.5,
    asked: { totalCents: 500 },
  };
}

/** What the shop's stores hold for one order: view -> rows. */
type Held = Readonly<Record<string, readonly { readonly key: string; readonly fields: object }[]>>;

function sagaOf({ correlationId: key, elapsedMs, iteration }: Operation, predicted: PredictedEnd | undefined): Held {
  const began = elapsedMs / 1000;
  const lines = [{ sku: SKUS[iteration % SKUS.length] ?? '', quantity: 2 }];
  const states =
    predicted?.end === 'completed'
      ? (['COMPLETED', 'CAPTURED', 'COMMITTED', 'DISPATCHED', 'CAPTURE'] as const)
      : (['ROLLED_BACK', 'VOIDED', 'REJECTED', 'CANCELLED', 'VOID'] as const);
  const [order, payment, reservation, shipment, last] = states;
  const times = { createdAt: at(began), updatedAt: at(began + 1) };
  return {
    'checkout.orders': [{ key, fields: { state: order, amountCents: 500, customerId: 'c', lines, ...times } }],
    'payment.payments': [{ key, fields: { state: payment, amountCents: 500 } }],
    'warehouse.reservations': [{ key, fields: { state: reservation, lines } }],
    'shipping.shipments': [{ key, fields: { state: shipment, customerId: 'c' } }],
    'payment.entries': ['AUTHORISE', last].map((kind, at) => ({
      key: String(2 * iteration + at),
      fields: { correlationId: key, kind, amountCents: 500 },
    })),
  };
}

/** What the functions log for each order: ten transitions, and the hits of its faults. */
function eventsOf(history: readonly Operation[], ends: ReadonlyMap<string, PredictedEnd>): RunEvent[] {
  return history.flatMap(({ correlationId, elapsedMs }) => {
    const predicted = ends.get(correlationId);
    const began = elapsedMs / 1000;
    const transitions = Array.from({ length: 10 }, (_, step): RunEvent => {
      const service = ['checkout', 'payment', 'warehouse', 'shipping'][step % 4] ?? '';
      return { ...when(began + step / 10), kind: 'saga', correlationId, service, state: STATES[step] ?? '' };
    });
    const hits = (predicted?.hitBy ?? []).map(
      (faultId): RunEvent => ({
        ...when(began + 0.3),
        kind: 'fault.hit',
        faultId,
        correlationId,
        point: 'port',
        attempt: 1,
      }),
    );
    return [...transitions, ...hits];
  });
}

const STATES = [
  ...['PENDING', 'AUTHORISED', 'RESERVED', 'PLANNED', 'COMMITTING'],
  ...['CAPTURED', 'COMMITTED', 'DISPATCHED', 'COMPLETED', 'COMPLETED'],
];

function frameOf(end: number): RunEvent[] {
  const probe = { kind: 'probe', probe: 'alarms', ok: true, message: 'none is in ALARM' } as const;
  return [
    { ...when(0), kind: 'alarms.listed', alarms: [] },
    { ...when(0), ...probe, when: 'before' },
    ...['sold-out', 'lost-reply'].flatMap((faultId): RunEvent[] => [
      { ...when(0), kind: 'fault.armed', faultId, fault: 'exception', until: at(end + 60) },
      { ...when(end + 8), kind: 'fault.released', faultId },
    ]),
    { ...when(0), kind: 'phase.began', phase: 'load' },
    { ...when(end), kind: 'phase.ended', phase: 'load' },
    ...Array.from({ length: end + 5 }, (_, second): RunEvent => {
      return { ...when(second), kind: 'backlog', unfinished: second > end + 2 ? 0 : 100 };
    }),
    { ...when(end + 10), kind: 'snapshot', name: 'drained' },
    { ...when(end + 11), kind: 'snapshot', name: 'drifted' },
    { ...when(end + 12), kind: 'reconcile.began', runId: RECONCILE, trigger: 'run-now' },
    { ...when(end + 13), kind: 'reconcile.ended', runId: RECONCILE, outcome: 'clean', drift: 0, repaired: 0 },
    { ...when(end + 19), ...probe, when: 'after' },
    { ...when(end + 20), kind: 'snapshot', name: 'end' },
    { ...when(end + 20), kind: 'iterator-age', function: 'warehouse-orders', maximumMs: 900 },
  ];
}

const VIEWS = [
  'checkout.orders',
  'payment.payments',
  'warehouse.reservations',
  'shipping.shipments',
  'payment.entries',
];

async function writeSnapshot(
  directory: string,
  name: SnapshotName,
  seconds: number,
  sagas: readonly Held[],
): Promise<Record<string, number>> {
  await mkdir(join(directory, 'state', name), { recursive: true });
  const counts: Record<string, number> = {};
  const write = async (view: string, rows: readonly object[]) => {
    const file = `state/${name}/${view}.ndjson`;
    counts[file] = await writeLines(join(directory, file), rows);
  };
  for (const view of VIEWS) {
    await write(
      view,
      sagas.flatMap((saga) => saga[view] ?? []),
    );
  }
  await write('warehouse.stock', stockOf(sagas));
  const views = [...VIEWS, 'warehouse.stock'];
  await writeFile(
    join(directory, `state/${name}/snapshot.json`),
    JSON.stringify({ version: 1, name, at: at(seconds), views }),
  );
  return { ...counts, [`state/${name}/snapshot.json`]: views.length };
}

function stockOf(sagas: readonly Held[]): object[] {
  const shipped = new Map<string, number>();
  for (const { fields } of sagas.flatMap((saga) => saga['warehouse.reservations'] ?? [])) {
    const { state, lines } = fields as { state: string; lines: readonly { sku: string; quantity: number }[] };
    if (state !== 'COMMITTED') continue;
    for (const { sku, quantity } of lines) shipped.set(sku, (shipped.get(sku) ?? 0) + quantity);
  }
  return SKUS.map((key) => {
    const gone = shipped.get(key) ?? 0;
    return { key, fields: { received: RECEIVED, onHand: RECEIVED - gone, reserved: 0, shipped: gone } };
  });
}

async function writeLines(path: string, values: readonly object[]): Promise<number> {
  const file = createWriteStream(path);
  const BATCH = 10_000;
  for (let from = 0; from < values.length; from += BATCH) {
    if (!file.write(numberedLines(values.slice(from, from + BATCH), from))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return values.length;
}
