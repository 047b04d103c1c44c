import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';
import { rdsDataSdk } from '../../packages.ts';
import { assertPinned, PIN, type Statement, type Texts } from '../sql/index.ts';

/** A database of an Aurora cluster, and the secret of the user that the view connects as. */
export interface Database {
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly database: string;
}

/** In real milliseconds. A paused cluster answers again within about half a minute. */
const RESUME = { retries: 8, minTimeout: 1000, maxTimeout: 8000 };

const isResuming = (error: unknown): boolean => error instanceof Error && error.name === 'DatabaseResumingException';

/**
 * A process that is killed leaves its transaction open until it times out. Until then nothing else can write the rows
 * that it locked. The Data API would take three minutes; with this setting the server ends the transaction earlier.
 */
const MAX_IDLE = `pg_catalog.set_config('idle_in_transaction_session_timeout', '10s', true)`;

const PINNING: Statement = { sql: `${PIN}, ${MAX_IDLE}`, parameters: {} };

/** Runs a statement that selects texts only, in a transaction with pinned settings. */
export const execute = (
  client: RDSDataClient,
  database: Database,
  statement: Statement,
  signal?: AbortSignal,
): Promise<Texts[]> => inTransaction(client, database, (run) => run(statement), signal);

/** Runs `work` in a transaction with pinned settings, and rolls it back if `work` throws. */
export async function inTransaction<Result>(
  client: RDSDataClient,
  { clusterArn, secretArn, database }: Database,
  work: (run: (statement: Statement) => Promise<Texts[]>) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { BeginTransactionCommand, CommitTransactionCommand, ExecuteStatementCommand, RollbackTransactionCommand } =
    await rdsDataSdk();
  const cluster = { resourceArn: clusterArn, secretArn };
  const options = signal === undefined ? {} : { abortSignal: signal };
  const begin = () => client.send(new BeginTransactionCommand({ ...cluster, database }), options);
  const { transactionId } = await pRetry(begin, {
    ...RESUME,
    shouldRetry: ({ error }) => isResuming(error),
    ...(signal && { signal }),
  });
  if (transactionId === undefined) throw new Error('the Data API returned no transaction');
  const run = async ({ sql, parameters }: Statement): Promise<Texts[]> => {
    const command = new ExecuteStatementCommand({
      ...cluster,
      database,
      transactionId,
      sql,
      parameters: Object.entries(parameters).map(([name, text]) => ({
        name,
        value: text === null ? { isNull: true } : { stringValue: text },
      })),
    });
    const { records = [] } = await client.send(command, options);
    return records.map((record) => record.map((field) => field.stringValue ?? null));
  };
  try {
    assertPinned(await run(PINNING));
    const result = await work(run);
    await client.send(new CommitTransactionCommand({ ...cluster, transactionId }), options);
    return result;
  } catch (error) {
    // The first error is the one that matters. A transaction that cannot be rolled back times out.
    await client.send(new RollbackTransactionCommand({ ...cluster, transactionId })).catch(() => undefined);
    throw error;
  }
}

/** Whether the Data API refused a response because of its size. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && /response size limit|more than the allowed response/i.test(error.message);

/** Whether a statement exceeded the Data API's time limit. The timeout may be the cause of a view's error. */
export const isTooLong = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'StatementTimeoutException' || isTooLong(error.cause));
