import { predict } from '../prediction/index.ts';
import { type Experiment, parseCorrelationId, type Snapshot, type SnapshotName } from '../schemas/index.ts';
import { type Stores, takeSnapshot } from '../stores/index.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';
import type { RunDirectory } from './run-directory.ts';
import { type Backlog, followBacklog } from './watch/backlog.ts';

/** The stores of a system whose sagas are known, over the course of a run. */
export interface KnownStores {
  readonly stores: Stores;
  readonly backlog: Backlog;
  /** Whether only the reconciler is expected to bring the saga to its end. */
  readonly isStranded: (correlationId: string) => boolean;
  /** The snapshot of this name, once it was kept. */
  snapshot(name: SnapshotName): Snapshot | undefined;
  /** Reads the stores and writes the snapshot into the run directory. */
  keepSnapshot(name: SnapshotName): Promise<void>;
}

interface StoresOfRun {
  readonly experiment: Experiment;
  readonly run: string;
  readonly seed: number;
  readonly stores: Stores;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly directory: RunDirectory;
}

export function createKnownStores(given: StoresOfRun): KnownStores {
  const { experiment, run, seed, stores, clock, recorder, directory } = given;
  const snapshots = new Map<SnapshotName, Snapshot>();
  return {
    stores,
    backlog: followBacklog(stores, run, recorder),
    isStranded: strandedBy(experiment, seed),
    snapshot: (name) => snapshots.get(name),
    async keepSnapshot(name) {
      const snapshot = await takeSnapshot(stores, name, clock.virtual());
      await directory.snapshot(snapshot);
      snapshots.set(name, snapshot);
      recorder.record({ kind: 'snapshot', name });
    },
  };
}

/**
 * Decides from a correlation id alone whether only the reconciler is expected to end the saga, so that nothing needs to
 * wait for it before the reconciler runs.
 *
 * @internal
 */
export function strandedBy(experiment: Experiment, seed: number): (correlationId: string) => boolean {
  const journeys = new Map(
    experiment.phases.flatMap(({ scenarios }) => scenarios.map(({ name, journey }) => [name, journey] as const)),
  );
  return (correlationId) => {
    const operation = parseCorrelationId(correlationId);
    const journey = journeys.get(operation?.scenario ?? '');
    if (operation === undefined || journey === undefined) return false;
    const { scenario, iteration } = operation;
    const accepted = { correlationId, scenario, iteration, journey, status: 202, durationMs: 0, totalCents: 0 };
    const sent = { ...accepted, sentAt: new Date(0).toISOString(), elapsedMs: 0 };
    return predict(experiment, seed, [sent]).get(correlationId)?.by === 'reconciler';
  };
}
