import type { Connection } from './connection.ts';
import type { LoadedSystem } from './definition.ts';
import type { StoreReconciliation, StoreView } from './stores.ts';

/** A definition that is connected to a running system. */
export interface OpenedSystem<Reconciliation extends StoreReconciliation = StoreReconciliation>
  extends LoadedSystem<Reconciliation> {
  readonly connection: Connection;
  readonly reconciliation: Reconciliation;
  /** Every view of the rules, and those of `evidence`, by name. */
  readonly views: ReadonlyMap<string, StoreView>;
}
