import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defineReconciliation, defineRule, dynamoDbView, minutes, type Reconciliation } from 'evenkeel/reconciler';

const fields = { title: 'text', cents: 'integer' } as const;

/** What must agree, for the command, the hourly function and game days. */
export function rules(client: DynamoDBClient, prefix: string): Reconciliation {
  const products = dynamoDbView({
    name: 'catalog.products',
    client,
    table: `${prefix}products`,
    key: 'sku',
    fields,
    where: { discontinuedAt: null }, // checkout sells no others
  });
  const prices = dynamoDbView({
    name: 'checkout.prices',
    client,
    table: `${prefix}prices`,
    key: 'sku',
    fields,
    version: 'version', // each write raises it, and each repair does
    updatedAt: 'updatedAt',
    writable: true, // repairs may write here, and nowhere else
  });
  return defineReconciliation({
    rules: [
      defineRule({
        name: 'price-copies',
        left: products,
        right: prices,
        relation: 'equal',
        mastership: { default: 'left' },
        settleWindow: minutes(2), // longer than a change takes from the catalog to checkout
        repair: { kind: 'copy' },
      }),
    ],
  });
}
