import { DatabaseResumingException, ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';
import type { Connection } from '@evenkeel/chaos';
import { clientsOf } from '../clients.ts';
import { paymentDatabaseOf } from '../stores.ts';

/** Real milliseconds between attempts. A paused cluster answers again within about half a minute. */
const WHILE_RESUMING = { retries: 8, minTimeout: 1000, maxTimeout: 8000 };

/**
 * Runs one statement on payment's database, as the service does. Parameters are written `:name`.
 *
 * @returns the number of rows that it returns
 */
export async function runPaymentSql(
  connection: Connection,
  statement: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<number> {
  const { clusterArn, ...database } = paymentDatabaseOf(connection);
  const command = new ExecuteStatementCommand({
    resourceArn: clusterArn,
    ...database,
    sql: statement,
    parameters: Object.entries(parameters).map(([name, value]) => ({
      name,
      value: typeof value === 'number' ? { longValue: value } : { stringValue: value },
    })),
  });
  const { records = [] } = await pRetry(() => clientsOf(connection).rdsData.send(command), {
    ...WHILE_RESUMING,
    shouldRetry: ({ error }) => error instanceof DatabaseResumingException,
  });
  return records.length;
}
