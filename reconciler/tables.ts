import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The DynamoDB tables in which runs keep their lease, ledger and results. */
export interface ControlTables {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
  /** Number of days that the ledger keeps a repair and its images; 90 by default. */
  readonly ledgerDays?: number;
}
