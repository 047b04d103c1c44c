import { randomBytes } from 'node:crypto';
import { HarnessError } from '../errors.ts';
import { readSnapshot } from '../evidence/index.ts';
import { predict } from '../prediction/index.ts';
import {
  type Experiment,
  type Fields,
  type LedgerEntry,
  parseCorrelationId,
  type SnapshotName,
} from '../schemas/index.ts';
import type { JudgedSnapshot, OpenedSystem, StoreRow, SystemDefinition } from '../system/index.ts';
import type { Target } from '../target.ts';
import { ledgerEntryOf } from './ledger.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';
import type { RunDirectory } from './run-directory.ts';
import { fieldsInEvidence, takeSnapshot } from './snapshot.ts';
import { type Backlog, followBacklog } from './watch/backlog.ts';

/** The stores of a system with a known definition, during a run. */
export interface KnownStores {
  readonly opened: OpenedSystem;
  readonly backlog: Backlog;
  /** Whether only the reconciler is expected to bring the saga to its end. */
  readonly isStranded: (correlationId: string) => boolean;
  hasSnapshot(name: SnapshotName): boolean;
  /** Reads a snapshot back from the run directory. */
  snapshot(name: SnapshotName): Promise<JudgedSnapshot>;
  /** A row of a view as a snapshot of this run holds it. */
  fieldsOf(view: string, row: Pick<StoreRow, 'fields'>): Fields;
  /** What the reconciler's ledger holds of a run, as evidence; undefined if the target's ledger is not read. */
  ledgerOf(runId: string): Promise<readonly LedgerEntry[] | undefined>;
  /** Reads the stores and writes the snapshot into the run directory. */
  keepSnapshot(name: SnapshotName): Promise<void>;
}

interface StoresOfRun {
  readonly experiment: Experiment;
  readonly run: string;
  readonly seed: number;
  readonly opened: OpenedSystem;
  readonly target: Pick<Target, 'readLedger'>;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly directory: Pick<RunDirectory, 'count'>;
  /** Path of that directory. */
  readonly path: string;
  readonly signal: AbortSignal;
}

const SECRET_BYTES = 32;

export function createKnownStores(given: StoresOfRun): KnownStores {
  const { experiment, run, seed, opened, target, clock, recorder, directory, path, signal } = given;
  const kept = new Set<SnapshotName>();
  const secret = randomBytes(SECRET_BYTES);
  return {
    opened,
    backlog: followBacklog(opened, run, recorder),
    isStranded: strandedBy(experiment, seed, opened.definition),
    hasSnapshot: (name) => kept.has(name),
    snapshot: async (name) => (await readSnapshot(path, name, opened.definition.saga)).snapshot,
    fieldsOf(name, row) {
      const view = opened.views.get(name);
      if (view === undefined) throw new HarnessError(`there is no view ${name}`);
      return fieldsInEvidence(row, view, secret);
    },
    async ledgerOf(runId) {
      const repairs = await target.readLedger?.(runId);
      return repairs?.map((repair) => ledgerEntryOf(repair, opened, secret));
    },
    async keepSnapshot(name) {
      const at = clock.virtual();
      directory.count(await takeSnapshot(opened, { name, at, directory: path, secret, signal }));
      kept.add(name);
      recorder.record({ kind: 'snapshot', name, from: at.toISOString() });
    },
  };
}

/**
 * Decides from a correlation id alone whether only the reconciler is expected to end the saga, so that nothing needs to
 * wait for it before the reconciler runs.
 *
 * @internal
 */
export function strandedBy(
  experiment: Experiment,
  seed: number,
  definition: SystemDefinition,
): (correlationId: string) => boolean {
  const journeys = new Map(
    experiment.phases.flatMap(({ scenarios }) => scenarios.map(({ name, journey }) => [name, journey] as const)),
  );
  const status = definition.saga?.accepted?.[0] ?? 200;
  return (correlationId) => {
    const operation = parseCorrelationId(correlationId);
    const journey = journeys.get(operation?.scenario ?? '');
    if (operation === undefined || journey === undefined) return false;
    const { scenario, iteration } = operation;
    const accepted = { correlationId, scenario, iteration, journey, status, durationMs: 0 };
    const sent = { ...accepted, sentAt: new Date(0).toISOString(), elapsedMs: 0 };
    return predict(experiment, seed, [sent], definition).get(correlationId)?.by === 'reconciler';
  };
}
