import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import * as z from 'zod/mini';
import { parseEnvironment, required } from '../../../services/shared/environment.ts';
import type { Reconciliation } from '@evenkeel/reconciler';
import { commerceReconciliation } from './reconciliation.ts';

const Environment = z.object({
  TABLE_PREFIX: required,
  CLUSTER_ARN: required,
  DATABASE_SECRET_ARN: required,
  CHECKOUT_SAGA_FUNCTION: required,
  PAYMENT_SAGA_FUNCTION: required,
  WAREHOUSE_SAGA_FUNCTION: required,
  SHIPPING_SAGA_FUNCTION: required,
  TRANSACTIONS_ERRORS_FUNCTION: required,
  /** Lambda sets it. */
  AWS_REGION: z.optional(required),
  /** Only in a stage of two regions: the one with the masters. */
  HOME_REGION: z.optional(required),
});

/** The commerce rules for the stage given by a function's environment variables. */
export function commerceFromEnvironment(variables: Readonly<Record<string, string | undefined>>): Reconciliation {
  const environment = parseEnvironment(Environment, variables);
  const { AWS_REGION: own, HOME_REGION: home } = environment;
  return commerceReconciliation({
    dynamodb: new DynamoDBClient({}),
    rdsData: new RDSDataClient({}),
    lambda: new LambdaClient({}),
    ...(home !== undefined && home !== own && { home: new DynamoDBClient({ region: home }) }),
    prefix: environment.TABLE_PREFIX,
    clusterArn: environment.CLUSTER_ARN,
    secretArn: environment.DATABASE_SECRET_ARN,
    functions: {
      checkoutSaga: environment.CHECKOUT_SAGA_FUNCTION,
      transactionsErrors: environment.TRANSACTIONS_ERRORS_FUNCTION,
      saga: {
        payment: environment.PAYMENT_SAGA_FUNCTION,
        warehouse: environment.WAREHOUSE_SAGA_FUNCTION,
        shipping: environment.SHIPPING_SAGA_FUNCTION,
      },
    },
  });
}
