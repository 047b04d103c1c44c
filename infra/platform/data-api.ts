import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { dataApi, whenResumed } from '../../services/shared/data-api.ts';
import type { Connection } from './migration.ts';

/** A deployment can wait for a paused cluster to resume. */
const RESUME_WAIT_MS = 60_000;

/** Connects to the databases of one cluster through the Data API, as the user of one secret. */
export function connector(resourceArn: string, secretArn: string): (database: string) => Connection {
  const client = new RDSDataClient({});
  const cluster = { resourceArn, secretArn };
  return (database) => {
    const target = { CLUSTER_ARN: resourceArn, SECRET_ARN: secretArn, DATABASE: database };
    const options = { client, resumeWaitMs: RESUME_WAIT_MS };
    return {
      sql: dataApi(target, options),
      async transaction(work) {
        const begin = new BeginTransactionCommand({ ...cluster, database });
        const { transactionId } = await whenResumed(() => client.send(begin), RESUME_WAIT_MS);
        if (transactionId === undefined)
          throw new Error(`the Data API did not begin a transaction in the database "${database}"`);
        try {
          await work(dataApi(target, { ...options, transactionId }));
        } catch (error) {
          await client.send(new RollbackTransactionCommand({ ...cluster, transactionId }));
          throw error;
        }
        await client.send(new CommitTransactionCommand({ ...cluster, transactionId }));
      },
    };
  };
}
