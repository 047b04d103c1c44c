/** Drift that a run writes directly into a system's stores, bypassing its services. */
import type * as z from 'zod';
import type { JudgedSnapshot } from './invariant.ts';
import type { Connection } from './connection.ts';
import type { StoreReconciliation, StoreView } from './stores.ts';

/** What the store held before the drift: a JSON document, from which a later process can undo the drift. */
export type PreImage = z.core.util.JSONType;

/** What drift is written with. */
export interface DriftStores {
  /**
   * @throws SystemError if the system has no such view
   */
  view(name: string): StoreView;
  readonly reconciliation: StoreReconciliation;
  readonly connection: Connection;
}

/** One drift to write. */
export interface Seeding<Parameters> {
  readonly key: string;
  readonly parameters: Parameters;
  readonly stores: DriftStores;
  /** The stores at rest, before any drift. */
  readonly snapshot: JudgedSnapshot;
  /** Virtual time. */
  readonly now: Date;
  /** A number in [0, 1), determined by seed, drift, key and `what`. */
  readonly draw: (what: string) => number;
  /** Keeps the pre-image where a later process finds it. Must be awaited before anything is written. */
  readonly keep: (preImage: PreImage) => Promise<void>;
}

export interface Seeded {
  readonly description: string;
  /** Differences that other rules may report for the same reason. */
  readonly consequences: readonly { readonly rule: string; readonly key: string }[];
  /** The key that the rule reports, if it is not the key that was chosen. */
  readonly key?: string;
  /** Rows that it wrote under other keys than the chosen one, or in views that the rule does not read. */
  readonly rows?: readonly { readonly view: string; readonly key: string }[];
}

/** What a system's stores are, without reading them. */
export interface DescribedStores {
  /** By name. */
  readonly views: ReadonlyMap<string, StoreView>;
  readonly reconciliation: StoreReconciliation;
}

/** A parameter of drift that does not fit the stores. */
export interface DriftProblem {
  readonly parameter: string;
  readonly message: string;
}

/** A fault in the stores themselves. No service writes it, so only a comparison can find it. */
export interface DriftKind<Parameters = unknown> {
  /** Name of the kind, as `drift[].parameters.kind` gives it: lower-case words joined by hyphens. */
  readonly kind: string;
  /** One sentence for `evenkeel chaos list`. */
  readonly summary: string;
  /** Parameters in addition to `kind`; none by default. */
  readonly parameters?: z.ZodType<Parameters>;
  /** What in the parameters does not fit the stores; checked before anything starts. */
  problems?(parameters: Parameters, stores: DescribedStores): readonly DriftProblem[];
  /** The rule that must find it. */
  rule(parameters: Parameters, reconciliation: StoreReconciliation): string;
  /**
   * Views in which it writes rows whose keys the store generates. They are read in full before and after, so that the run
   * can say what was written. Rows of the rule's views under the chosen key need no mention.
   */
  readonly alsoWrites?: readonly string[];
  /** Keys at rest on which it can be seeded. `run` is the token that starts the run's correlation ids. */
  candidates(snapshot: JudgedSnapshot, run: string, parameters: Parameters): readonly string[];
  /**
   * @throws if the store no longer holds what the snapshot shows for the key
   */
  seed(seeding: Seeding<Parameters>): Promise<Seeded>;
  /**
   * Restores what was there. Resolves to `false` if there was nothing to restore, because the drift was never written,
   * or because somebody, such as the reconciler, has written to the key since.
   *
   * @throws if the document is not a pre-image of this drift
   */
  undo(preImage: PreImage, stores: DriftStores): Promise<boolean>;
}
