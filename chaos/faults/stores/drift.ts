import type * as z from 'zod';
import type { Snapshot } from '../../schemas/index.ts';
import type { Stores } from '../../stores/index.ts';

/** What the store held before the drift: a JSON document, from which a later process can undo the drift. */
export type PreImage = z.core.util.JSONType;

/** One drift to write. */
interface Seeding {
  readonly key: string;
  readonly stores: Stores;
  /** The stores at rest, before any drift. */
  readonly snapshot: Snapshot;
  /** Virtual time. */
  readonly now: Date;
  /** Keeps the pre-image where a later process finds it. Must be awaited before anything is written. */
  readonly keep?: (preImage: PreImage) => Promise<void>;
}

interface Seeded {
  readonly description: string;
  /** Differences that other rules may report for the same reason. */
  readonly consequences: readonly { readonly rule: string; readonly key: string }[];
  readonly preImage: PreImage;
}

/** A fault of the stores themselves. No service writes it, so only a comparison can find it. */
export interface Drift {
  readonly kind: string;
  readonly summary: string;
  /** The reconcile rule that must find it. */
  readonly rule: string;
  /** Keys at rest on which it can be seeded, as the rule reports them. `run` is the run's token. */
  candidates(snapshot: Snapshot, run: string): readonly string[];
  /** @throws HarnessError when the store no longer holds what the snapshot says about the key */
  seed(seeding: Seeding): Promise<Seeded>;
  /**
   * Restores what was there. `false`: there was nothing to restore, because the drift was never written or somebody,
   * such as the reconciler, has written to the key since.
   *
   * @throws when the document is not a pre-image of this drift
   */
  undo(preImage: PreImage, stores: Stores): Promise<boolean>;
}
