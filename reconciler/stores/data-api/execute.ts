import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';
import { rdsDataSdk } from '../../packages.ts';
import type { Statement, Texts } from '../sql/index.ts';

/** A database of an Aurora cluster, and the secret of the user who reads it. */
export interface Database {
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly database: string;
}

/** Real milliseconds; a paused cluster answers again within about half a minute. */
const RESUME = { retries: 8, minTimeout: 1000, maxTimeout: 8000 };

const isResuming = (error: unknown): boolean => error instanceof Error && error.name === 'DatabaseResumingException';

/** Runs a statement that selects texts only. */
export async function execute(
  client: RDSDataClient,
  { clusterArn, secretArn, database }: Database,
  { sql, parameters }: Statement,
  signal?: AbortSignal,
): Promise<Texts[]> {
  const { ExecuteStatementCommand } = await rdsDataSdk();
  const command = new ExecuteStatementCommand({
    resourceArn: clusterArn,
    secretArn,
    database,
    sql,
    parameters: Object.entries(parameters).map(([name, text]) => ({
      name,
      value: text === null ? { isNull: true } : { stringValue: text },
    })),
  });
  const send = () => client.send(command, signal === undefined ? {} : { abortSignal: signal });
  const { records = [] } = await pRetry(send, {
    ...RESUME,
    shouldRetry: ({ error }) => isResuming(error),
    ...(signal && { signal }),
  });
  return records.map((record) => record.map((field) => field.stringValue ?? null));
}

/** Whether a response would have been larger than the Data API gives. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && /response size limit|more than the allowed response/i.test(error.message);

/** Whether a statement, or that which an error of the view tells of, took more time than the Data API gives. */
export const isTooLong = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'StatementTimeoutException' || isTooLong(error.cause));
