import type { Snapshot } from '../../contract/index.ts';
import type { Stores } from '../../stores/index.ts';

/** One drift to write. */
interface Seeding {
  readonly key: string;
  readonly stores: Stores;
  /** The stores at rest, before any drift. */
  readonly snapshot: Snapshot;
  /** Virtual time. */
  readonly now: Date;
}

export interface Seeded {
  readonly description: string;
  /** Differences that other rules may find for the same reason. */
  readonly consequences: readonly { readonly rule: string; readonly key: string }[];
  /** Puts back what was there, unless somebody has written to it since. */
  undo(): Promise<void>;
}

/** A fault of the stores themselves: written past every service, so that only a comparison can find it. */
export interface Drift {
  readonly kind: string;
  readonly summary: string;
  /** The reconcile rule whose job it is to find it. */
  readonly rule: string;
  /** Keys at rest on which it can be seeded; `run` is the run's token. */
  candidates(snapshot: Snapshot, run: string): readonly string[];
  seed(seeding: Seeding): Promise<Seeded>;
}
