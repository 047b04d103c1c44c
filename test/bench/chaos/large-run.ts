/** The run directory of a valid run with many operations, as the runner would write it. */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import {
  correlationIdOf,
  EVIDENCE_VERSION,
  type Experiment,
  Journal,
  numberedLines,
  type Operation,
  ReconcileResult,
  type RunEvent,
  type SnapshotHeader,
  type SnapshotName,
  type StoredRecord,
} from '../../../chaos/schemas/index.ts';
import { parseExperiment } from '../../../chaos/documents/index.ts';
import { experimentDigest } from '../../../chaos/evidence/index.ts';
import { type PredictedEnd, predict } from '../../../chaos/prediction/index.ts';
import type { LoadedSystem } from '../../../chaos/system/index.ts';
import { writeK6Files } from '../../unit/chaos/k6-files.ts';
import { judgeRun } from '../../unit/chaos/seal-run.ts';
import { askedFor, type ShopOrder, viewsOf } from './shop-views.ts';

const RUN = 'bench';
const RECONCILE = 'hourly';
const SEED = 7;
const SPEED = 20;
const RATE = 100;
const VIRTUAL_START = Date.parse('2026-01-01T12:00:00.000Z');
const REAL_START = Date.parse('2026-06-01T08:00:00.000Z');

/**
 * @param shop the definition that the run is judged by
 * @returns the number of lines in its events
 */
export async function writeLargeRun(directory: string, operations: number, shop: LoadedSystem): Promise<number> {
  const { definition, digest } = shop;
  const experiment = experimentOf(operations / RATE, shop);
  const history = Array.from({ length: operations }, (_, iteration) => operationAt(iteration));
  const ends = predict(experiment, SEED, history, definition);
  const orders = history.map((sent) => orderOf(sent, ends.get(sent.correlationId)));
  await mkdir(join(directory, 'reconcile'), { recursive: true });
  const end = operations / RATE;
  const counts: Record<string, number> = {
    'history.ndjson': await writeLines(join(directory, 'history.ndjson'), history),
    'events.ndjson': await writeLines(
      join(directory, 'events.ndjson'),
      [...eventsOf(history, ends), ...frameOf(end, experiment)].sort((one, other) => one.elapsedMs - other.elapsedMs),
    ),
  };
  for (const [name, seconds, held] of [
    ['before', 0, []],
    ['drained', end + 10, orders],
    ['drifted', end + 11, orders],
    ['end', end + 20, orders],
  ] as const) {
    Object.assign(counts, await writeSnapshot(directory, name, seconds, held));
  }
  const reconciled = { startedAt: at(end + 12), endedAt: at(end + 13), outcome: 'clean', rules: [], differences: [] };
  const result = ReconcileResult.parse({ runId: RECONCILE, ...reconciled });
  await writeFile(join(directory, 'reconcile', `${RECONCILE}.json`), JSON.stringify(result));
  await writeFile(join(directory, 'reconcile', `${RECONCILE}.ledger.ndjson`), '');
  counts[`reconcile/${RECONCILE}.json`] = 0;
  counts[`reconcile/${RECONCILE}.ledger.ndjson`] = 0;
  const journal: Journal = Journal.parse({
    version: 1,
    status: 'completed',
    run: RUN,
    experiment,
    experimentDigest: experimentDigest(experiment),
    seed: SEED,
    speed: SPEED,
    target: 'local',
    system: { name: definition.name, digest },
    sabotage: null,
    versions: {},
    command: 'evenkeel chaos run bench.yaml',
    counts,
    alarms: [],
    rules: [],
    startedAt: new Date(REAL_START).toISOString(),
    virtualStartedAt: at(0),
    endedAt: new Date(REAL_START + (end + 21) * 1000).toISOString(),
    load: {
      exitCode: 0,
      droppedIterations: 0,
      failedThresholds: [],
      scenarios: { orders: { planned: operations, started: operations } },
    },
    hits: Object.fromEntries(experiment.faults.map(({ id }) => [id, hitsOf(id, ends)])),
    figures: { startSeconds: 0 },
    checks: [],
    verdict: null,
    reasons: [],
  });
  await writeK6Files(directory, journal, history);
  await writeFile(join(directory, 'journal.json'), JSON.stringify(journal, null, 2));
  await judgeRun(directory, shop);
  return counts['events.ndjson'] ?? 0;
}

function experimentOf(seconds: number, { definition }: LoadedSystem) {
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
    { system: definition },
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
    asked: askedFor({ iteration }),
  };
}

function orderOf({ correlationId, elapsedMs, iteration }: Operation, predicted: PredictedEnd | undefined): ShopOrder {
  const began = elapsedMs / 1000;
  const isCompleted = predicted?.end === 'completed';
  return { correlationId, iteration, isCompleted, createdAt: at(began), updatedAt: at(began + 1) };
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
        point: faultId === 'sold-out' ? 'port' : 'after-commit',
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

function frameOf(end: number, { faults }: Experiment): RunEvent[] {
  const probe = { kind: 'probe', probe: 'alarms', ok: true, message: 'none is in ALARM' } as const;
  return [
    { ...when(0), kind: 'alarms.listed', alarms: [] },
    { ...when(0), ...probe, when: 'before' },
    ...faults.flatMap(({ id: faultId, fault }): RunEvent[] => [
      { ...when(0), kind: 'fault.armed', faultId, fault, until: at(end + 60) },
      { ...when(end + 8), kind: 'fault.released', faultId },
    ]),
    { ...when(0), kind: 'phase.began', phase: 'load' },
    { ...when(end), kind: 'phase.ended', phase: 'load' },
    { ...when(end), kind: 'phase.drained', phase: 'load' },
    ...Array.from({ length: end + 5 }, (_, second): RunEvent => {
      return { ...when(second), kind: 'backlog', unfinished: second > end + 2 ? 0 : 100 };
    }),
    ...SNAPSHOTS.map(([name, after]): RunEvent => {
      const seconds = name === 'before' ? 0 : end + after;
      return { ...when(seconds), kind: 'snapshot', name, from: at(seconds) };
    }),
    { ...when(end + 12), kind: 'reconcile.began', runId: RECONCILE, trigger: 'run-now' },
    { ...when(end + 13), kind: 'reconcile.ended', runId: RECONCILE, outcome: 'clean', drift: 0, repaired: 0 },
    { ...when(end + 19), ...probe, when: 'after' },
    { ...when(end + 20), kind: 'iterator-ages.read', functions: 1 },
    { ...when(end + 20), kind: 'iterator-age', function: 'warehouse-orders', maximumMs: 900 },
  ];
}

/** The snapshots, with the seconds after the load at which they are taken. */
const SNAPSHOTS = [
  ['before', 0],
  ['drained', 10],
  ['drifted', 11],
  ['end', 20],
] as const;

function hitsOf(faultId: string, ends: ReadonlyMap<string, PredictedEnd>): { predicted: number; observed: number } {
  const hits = [...ends.values()].filter(({ hitBy }) => hitBy.includes(faultId)).length;
  return { predicted: hits, observed: hits };
}

/** @returns the entries of each of its files */
async function writeSnapshot(
  directory: string,
  name: SnapshotName,
  seconds: number,
  orders: readonly ShopOrder[],
): Promise<Record<string, number>> {
  const folder = join('state', name);
  await mkdir(join(directory, folder), { recursive: true });
  const views: Readonly<Record<string, readonly StoredRecord[]>> = viewsOf(orders);
  const header: SnapshotHeader = { version: EVIDENCE_VERSION, name, at: at(seconds), views: Object.keys(views) };
  await writeFile(join(directory, folder, 'snapshot.json'), JSON.stringify(header));
  const counts: Record<string, number> = { [`${folder}/snapshot.json`]: header.views.length };
  for (const [view, records] of Object.entries(views)) {
    counts[`${folder}/${view}.ndjson`] = await writeLines(join(directory, folder, `${view}.ndjson`), records);
  }
  return counts;
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
