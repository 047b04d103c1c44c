import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { perConnection } from './per-connection.ts';

/** Reaches the tables of the stage's other region; undefined in a stage of one region, and in the other region. */
export const otherRegionOf = perConnection((connection): DynamoDBClient | undefined => {
  const region = connection.system.outputs['OtherRegion'];
  return region === undefined ? undefined : new DynamoDBClient({ ...connection.client('DYNAMODB'), region });
});

/** The AWS clients of a running system. */
export const clientsOf = perConnection((connection) => ({
  dynamodb: new DynamoDBClient(connection.client('DYNAMODB')),
  rdsData: new RDSDataClient(connection.client('RDS_DATA')),
  lambda: new LambdaClient(connection.client('LAMBDA')),
}));
