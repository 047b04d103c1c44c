import type { Connection } from './connection.ts';
import { nowhere } from './connection-nowhere.ts';
import type { LoadedSystem, SystemDefinition } from './definition.ts';
import { DefinitionDraft } from './draft.ts';
import { inOrder } from './in-order.ts';
import type { OpenedSystem } from './opened.ts';
import { isReconciliation } from './schema.ts';
import { collectViews, viewProblems } from './store-problems.ts';
import type { StoreReconciliation } from './stores.ts';
import { SystemError } from './system-error.ts';

/**
 * Connects a definition to a running system. Nothing is read yet.
 *
 * @throws SystemError if saga, invariants or rules name views or fields that do not exist
 */
export function openSystem<Reconciliation extends StoreReconciliation>(
  { definition, digest }: LoadedSystem<Reconciliation>,
  connection: Connection,
): OpenedSystem<Reconciliation> {
  const reconciliation = reconciliationOf(definition, connection);
  const { views, problems } = collectViews(reconciliation, definition.evidence?.(connection) ?? []);
  const all = [...problems, ...viewProblems(DefinitionDraft.parse(definition), views)];
  if (all.length > 0) throw new SystemError(definition.name, inOrder(definition, all), definition);
  return { definition, digest, connection, reconciliation, views };
}

/**
 * Opens a definition without a running system, to check it. Each output's value is its own name.
 *
 * @throws SystemError as `openSystem`
 */
export function describeSystem<Reconciliation extends StoreReconciliation>(
  loaded: LoadedSystem<Reconciliation>,
): OpenedSystem<Reconciliation> {
  return openSystem(loaded, nowhere(loaded.definition.name));
}

function reconciliationOf<Reconciliation extends StoreReconciliation>(
  { name, reconciliation }: SystemDefinition<Reconciliation>,
  connection: Connection,
): Reconciliation {
  const opened = typeof reconciliation === 'function' ? reconciliation(connection) : reconciliation;
  if (isReconciliation(opened)) return opened;
  throw new SystemError(name, [{ path: 'reconciliation', message: 'must return what defineReconciliation returns' }]);
}
