import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Tables in which runs keep their lease, ledger and results. */
export interface ControlTables {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
  /** Days for which the ledger keeps a repair and its images. */
  readonly ledgerDays?: number;
}
