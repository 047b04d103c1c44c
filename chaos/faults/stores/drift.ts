import type * as z from 'zod';
import type { Snapshot } from '../../schemas/index.ts';
import type { Stores } from '../../stores/index.ts';

/** What a drift left of the store as it was: a JSON document, so that a later process can undo it. */
export type PreImage = z.core.util.JSONType;

/** One drift to write. */
interface Seeding {
  readonly key: string;
  readonly stores: Stores;
  /** The stores at rest, before any drift. */
  readonly snapshot: Snapshot;
  /** Virtual time. */
  readonly now: Date;
  /** Keeps the pre-image where a later process finds it. Awaited before anything is written. */
  readonly keep?: (preImage: PreImage) => Promise<void>;
}

interface Seeded {
  readonly description: string;
  /** Differences that other rules may find for the same reason. */
  readonly consequences: readonly { readonly rule: string; readonly key: string }[];
  readonly preImage: PreImage;
}

/** A fault of the stores themselves: written past every service, so that only a comparison can find it. */
export interface Drift {
  readonly kind: string;
  readonly summary: string;
  /** The reconcile rule whose job it is to find it. */
  readonly rule: string;
  /** Keys on which it can be seeded, at rest, as the rule will name them; `run` is the run's token. */
  candidates(snapshot: Snapshot, run: string): readonly string[];
  /** @throws when the store is no longer what the snapshot says of the key */
  seed(seeding: Seeding): Promise<Seeded>;
  /**
   * Puts back what was there. `false`: there was nothing to put back, since the drift was never written, or somebody
   * has written to it since, such as the reconciler.
   *
   * @throws when the document is no pre-image of this drift
   */
  undo(preImage: PreImage, stores: Stores): Promise<boolean>;
}
