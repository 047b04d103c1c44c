/** What runs keep in DynamoDB: the lease that keeps them apart, the ledger of repairs, plans, acceptances, results. */
export { accept, hasEnded, readAcceptances, withdraw } from './acceptances.ts';
export { getBlob, hasBlob, putBlob } from './blobs.ts';
export { storeCheckpoint, takeCheckpoint } from './checkpoint.ts';
export { acquireLease, endLease, type FencedLease, type HeldLease, LEASE_MS, readLease } from './lease.ts';
export { type DamagedEntry, type LedgerEntry, readEntries, readLedger } from './ledger-entries.ts';
export { concludeEntry, openLedger } from './ledger.ts';
export { readHistory } from './row-history.ts';
export { readPasses, storePasses } from './passes.ts';
export { planBook, readPlan } from './plans.ts';
export { readRowCounts, storeRowCounts } from './row-counts.ts';
export { endedRun, type ListedRun, listRun, readRuns } from './runs.ts';
export { fitted, readResult, type StoredResult, storeResult } from './results.ts';
