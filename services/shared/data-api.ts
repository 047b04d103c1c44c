/** Aurora databases through the RDS Data API: a statement is one HTTP round trip. */
import { ExecuteStatementCommand, type Field, RDSDataClient } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';

type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * Runs a statement with named parameters (`:name`). Integers are returned as strings, so that no digit is lost.
 * Timestamps are passed as ISO strings, which the statement casts.
 */
export type Sql = (statement: string, parameters?: Readonly<Record<string, SqlValue>>) => Promise<SqlRow[]>;

export interface Database {
  readonly CLUSTER_ARN: string;
  readonly SECRET_ARN: string;
  readonly DATABASE: string;
}

export interface DataApiOptions {
  readonly client?: RDSDataClient;
  /** Runs every statement in this transaction; without it, each statement is a transaction of its own. */
  readonly transactionId?: string;
  /** See `whenResumed`. */
  readonly resumeWaitMs?: number;
}

/** Runs statements in one database. */
export function dataApi(database: Database, options: DataApiOptions = {}): Sql {
  const { client = new RDSDataClient({}), transactionId, resumeWaitMs } = options;
  return async (statement, parameters = {}) => {
    const command = new ExecuteStatementCommand({
      resourceArn: database.CLUSTER_ARN,
      secretArn: database.SECRET_ARN,
      database: database.DATABASE,
      ...(transactionId !== undefined && { transactionId }),
      sql: statement,
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: toField(value) })),
      includeResultMetadata: true,
      resultSetOptions: { longReturnType: 'STRING', decimalReturnType: 'STRING' },
    });
    const { records = [], columnMetadata = [] } = await whenResumed(() => client.send(command), resumeWaitMs);
    const columns = columnMetadata.map((column) => column.name ?? '');
    return records.map((record) => Object.fromEntries(columns.map((name, at) => [name, fromField(record[at])])));
  };
}

/** Shorter than the timeout of a function that answers the API, so that it can still log and reply. */
const RESUME_WAIT_MS = 7_000;

/**
 * Sends a request to the Data API, and again while the cluster resumes from zero capacity: a request wakes it, and it
 * takes some 15 seconds. No other error is retried here.
 *
 * @param waitMs how long to keep trying; by default less than a resume takes, because an API's callers would not wait
 * that long
 */
export function whenResumed<Reply>(send: () => Promise<Reply>, waitMs = RESUME_WAIT_MS): Promise<Reply> {
  return pRetry(send, {
    retries: Infinity,
    minTimeout: 200,
    maxTimeout: 1000,
    maxRetryTime: waitMs,
    shouldRetry: ({ error }) => error.name === 'DatabaseResumingException',
  });
}

function toField(value: SqlValue): Field {
  if (value === null) return { isNull: true };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  return { longValue: value };
}

function fromField(field: Field | undefined): SqlValue {
  return field?.stringValue ?? field?.longValue ?? field?.doubleValue ?? field?.booleanValue ?? null;
}

/** ISO UTC of a `timestamptz` column that was read as `CAST(<column> AT TIME ZONE 'UTC' AS text)`. */
export const isoInstant = (text: string): string => new Date(`${text.replace(' ', 'T')}Z`).toISOString();
