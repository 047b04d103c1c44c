/**
 * `evenkeel/reconciler`: keeps stores consistent. Describe your stores as views, define rules for what they must agree on, and
 * run them every hour as a function or from the command line.
 */
export { systemClock } from './clock.ts';
export {
  accept,
  endedRun,
  endLease,
  fitted,
  hasEnded,
  type HeldLease,
  LEASE_MS,
  type ListedRun,
  listRun,
  type DamagedEntry,
  type LedgerEntry,
  readAcceptances,
  readEntries,
  readLedger,
  readLease,
  readResult,
  readRuns,
  type StoredResult,
  storeResult,
  withdraw,
} from './control/index.ts';
export { ONE_FUNCTION_SECONDS, partsFor, readingSeconds } from './distributed/index.ts';
export * from './engine/index.ts';
export {
  createReconcileHandler,
  type InvocationContext,
  type ReconcileHandler,
  type ReconcileHandlerOptions,
} from './handler.ts';
export * from './rules/index.ts';
export { exportedEntry } from './ledger-export.ts';
export { newRunId, type ReconcileOptions, runReconcile } from './run-reconcile.ts';
export * from './stores/index.ts';
export { checkControlTables, type ControlTables } from './tables.ts';
export { undo, type UndoneOperation, type UndoOptions } from './undo.ts';
