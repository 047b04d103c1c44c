import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createReconcileHandler } from 'evenkeel/reconciler';
import { rules } from '../rules.ts';

export const handler = createReconcileHandler({
  reconciliation: ({ PREFIX = '' }) => rules(new DynamoDBClient({}), PREFIX),
});
