/** What runs leave in DynamoDB: the lease that keeps them apart, the ledger of repairs, the results. */
export { acquireLease } from './lease.ts';
export { type LedgerEntry, openLedger, readLedger } from './ledger.ts';
export { fitted, readResult, type StoredResult, storeResult } from './results.ts';
