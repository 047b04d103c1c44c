import type { Snapshot, SnapshotName } from '../schemas/index.ts';
import { type Stores, takeSnapshot } from '../stores/index.ts';
import type { Backlog } from './backlog.ts';
import type { Halt } from './halt.ts';
import type { Observation } from './observation.ts';
import type { Stage } from './phases.ts';
import type { RunDirectory } from './run-directory.ts';

/** The stores of a system whose sagas are known. */
export interface Known {
  readonly stores: Stores;
  readonly backlog: Backlog;
  /** Whether only the reconciler is to bring the saga to its end. */
  readonly isStranded: (correlationId: string) => boolean;
  /** Snapshots taken so far. */
  readonly snapshots: Map<SnapshotName, Snapshot>;
}

/** A run under way. */
export interface Scene extends Stage {
  readonly directory: RunDirectory;
  readonly observation: Observation;
  readonly halt: Halt;
  /** Aborted when the run ends before its time, for whatever reason. */
  readonly ending: AbortSignal;
  /** Undefined of a system of the user's own: then nothing of its stores is kept, seeded or reconciled. */
  readonly known: Known | undefined;
}

export async function keepSnapshot(scene: Scene, name: SnapshotName): Promise<void> {
  const { known, clock, directory, recorder } = scene;
  if (known === undefined) return;
  const snapshot = await takeSnapshot(known.stores, name, clock.virtual());
  await directory.snapshot(snapshot);
  known.snapshots.set(name, snapshot);
  recorder.record({ kind: 'snapshot', name });
}
