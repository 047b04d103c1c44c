/**
 * The files of a run directory: what runner and load write, and checkers and reports read. Nothing else passes
 * between them. Each line of an NDJSON file begins with its `sequence`, from 0: one that is gone or doubled shows.
 *
 *   journal.json        Journal: experiment, versions, seed, verdict, checks, counts of the other files
 *   state/<name>.json   Snapshot: before | drained | drifted | end
 *   events.ndjson       RunEvent, a line each, in the order of `elapsedMs`
 *   history.ndjson      Operation, a line each: what the load sent and was answered
 *   k6/                 k6's own summary (summary.json, default handleSummary shape) and points
 *   reconcile/          reconcile runs: <runId>.json (ReconcileResult) and <runId>.ledger.ndjson
 */
export { RunEvent } from './event.ts';
export { Check, Journal, VerdictName } from './journal.ts';
export { EVIDENCE_VERSION } from './moment.ts';
export { Operation } from './operation.ts';
export { ReconcileResult } from './reconcile-result.ts';
export { SagaState, Snapshot, SnapshotName, StockState } from './snapshot.ts';
