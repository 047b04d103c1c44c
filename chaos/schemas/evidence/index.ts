/**
 * The files of a run directory: the runner and the load write them, checkers and reports read them, and nothing else
 * passes between the two sides.
 *
 *   journal.json        Journal: experiment, versions, seed, verdict, checks, counts and digests of the other files
 *   journal.sha256      digest of the journal, as `sha256sum` writes it; journal.sig its signature, if the run was signed
 *   state/<moment>/     before | drained | drifted | end: snapshot.json (SnapshotHeader), and for each view
 *                       <view>.ndjson: StoredRecord, one per line, in any order
 *   events.ndjson       RunEvent, one per line, in the order of `elapsedMs`
 *   history.ndjson      Operation, one per line: what the load sent and which answer it got
 *   k6/                 k6's own summary (summary.json, default handleSummary shape) and points
 *   reconcile/          reconcile runs: <runId>.json (ReconcileResult) and <runId>.ledger.ndjson (LedgerEntry, one per
 *                       line, in the order in which they were intended)
 *   traces.ndjson       TraceSpan, one per line, as they came in: the traces in which something failed, a fault was injected, a saga
 *                       was filed or a record was repaired, and 1 % of the others
 *   traces.json         TraceSummary: what all traces say together. Both only if the system's functions trace
 *   access.json         AccessReport: which grants of the roles were used, and which calls were denied; not on AWS
 *
 * Each line of an NDJSON file begins with its `sequence`, from 0.
 */
export { AccessReport } from './access-report.ts';
export { AlarmState, Lacked, RunEvent } from './event.ts';
export { EVIDENCE_VERSION, NumberedLine, numberedLines } from './format.ts';
export { Check, Journal, VerdictName } from './journal.ts';
export { K6Plan, K6Summary } from './k6.ts';
export { LedgerEntry } from './ledger-entry.ts';
export { isFailure, Operation } from './operation.ts';
export { ReconcileResult } from './reconcile-result.ts';
export { MapEdge, MapNode, TraceSummary } from './trace-summary.ts';
export { Peer, TraceSpan } from './trace-span.ts';
export { Fields, RecordVersion, type Snapshot, SnapshotHeader, SnapshotName, StoredRecord } from './snapshot.ts';
