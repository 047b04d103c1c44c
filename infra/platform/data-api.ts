import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type Field,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import type { Connection, Run } from './migration.ts';

/** Longest that a paused cluster takes to answer again, and how often to ask meanwhile. Milliseconds. */
const RESUME_WAIT_MS = 1000;
const RESUME_ATTEMPTS = 60;

/** Connections to the databases of one cluster through the Data API, as the user of one secret. */
export function dataApi(resourceArn: string, secretArn: string): (database: string) => Connection {
  const client = new RDSDataClient({});
  const cluster = { resourceArn, secretArn };

  const runIn =
    (target: { readonly database?: string; readonly transactionId?: string }): Run =>
    async (sql, parameters = {}) => {
      const { records = [] } = await client.send(
        new ExecuteStatementCommand({
          ...cluster,
          ...target,
          sql,
          parameters: Object.entries(parameters).map(([name, stringValue]) => ({ name, value: { stringValue } })),
        }),
      );
      return records.map((row) => row.map(textOf));
    };

  return (database) => ({
    run: (sql, parameters) => whenAwake(() => runIn({ database })(sql, parameters)),
    async transaction(work) {
      const { transactionId } = await client.send(new BeginTransactionCommand({ ...cluster, database }));
      if (transactionId === undefined) throw new Error(`The Data API began no transaction in database "${database}".`);
      try {
        await work(runIn({ database, transactionId }));
      } catch (error) {
        await client.send(new RollbackTransactionCommand({ ...cluster, transactionId }));
        throw error;
      }
      await client.send(new CommitTransactionCommand({ ...cluster, transactionId }));
    },
  });
}

async function whenAwake<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const resuming = error instanceof Error && error.name === 'DatabaseResumingException';
      if (!resuming || attempt === RESUME_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RESUME_WAIT_MS));
    }
  }
}

const textOf = (field: Field): string => field.stringValue ?? '';
