import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Drift } from './drift.ts';

/** Enough to be seen on a bill. */
const RAISED_BY_CENTS = 100;

/** A price in checkout's list is no longer the catalog's. Version and time stay, as after a write that went astray. */
export const priceCopyChanged: Drift = {
  kind: 'price-copy-changed',
  summary: "A price in checkout's list differs from the catalog's, under the same version.",
  rule: 'price-copies',
  candidates: ({ copies }) => Object.keys(copies['checkout.prices'] ?? {}),
  async seed({ key, stores }) {
    const TableName = stores.table('checkout-prices');
    const Key = { sku: { S: key } };
    const { Attributes } = await stores.dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET unitPriceCents = unitPriceCents + :cents',
        ConditionExpression: 'attribute_exists(sku)',
        ExpressionAttributeValues: { ':cents': { N: String(RAISED_BY_CENTS) } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    const raised = Number(Attributes?.['unitPriceCents']?.N);
    return {
      description: `price of ${key} in checkout's list raised by ${RAISED_BY_CENTS} cents to ${raised}`,
      consequences: [],
      undo: async () => {
        await stores.dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key,
            UpdateExpression: 'SET unitPriceCents = :was',
            ConditionExpression: 'unitPriceCents = :raised',
            ExpressionAttributeValues: {
              ':was': { N: String(raised - RAISED_BY_CENTS) },
              ':raised': { N: String(raised) },
            },
          }),
        );
      },
    };
  },
};
