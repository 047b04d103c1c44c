/** The operations of the RDS Data API. */
import type { RestOperation } from '../../core/index.ts';
import { batchExecute } from './batch-execute.ts';
import { beginTransaction } from './begin-transaction.ts';
import { commitTransaction } from './commit-transaction.ts';
import { execute } from './execute.ts';
import type { DataApi } from './request.ts';
import { rollbackTransaction } from './rollback-transaction.ts';

export type { DataApi } from './request.ts';

export const operations: readonly RestOperation<DataApi>[] = [
  execute,
  batchExecute,
  beginTransaction,
  commitTransaction,
  rollbackTransaction,
];
