/** The hourly function. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { createReconcileHandler } from 'evenkeel/reconciler';
import { bookingsReconciliation } from '../reconciliation.ts';
import { variable } from './environment.ts';

export const handler = createReconcileHandler({
  reconciliation: () =>
    bookingsReconciliation({
      dynamodb: new DynamoDBClient({}),
      rdsData: new RDSDataClient({}),
      lambda: new LambdaClient({}),
      prefix: variable('PREFIX'),
      clusterArn: variable('CLUSTER_ARN'),
      secretArn: variable('SECRET_ARN'),
    }),
});
