import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { perConnection } from './per-connection.ts';

/** The AWS clients of a running system. */
export const clientsOf = perConnection((connection) => ({
  dynamodb: new DynamoDBClient(connection.client('DYNAMODB')),
  rdsData: new RDSDataClient(connection.client('RDS_DATA')),
  lambda: new LambdaClient(connection.client('LAMBDA')),
}));
