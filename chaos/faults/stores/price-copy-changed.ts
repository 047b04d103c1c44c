import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Drift } from './drift.ts';

/** Enough to be seen on a bill. */
const RAISED_BY_CENTS = 100;

/** A price in checkout's list is no longer the catalog's. Version and time stay, as after a write that went astray. */
export const priceCopyChanged: Drift = {
  kind: 'price-copy-changed',
  summary: "A price in checkout's list differs from the catalog's, under the same version.",
  rule: 'product-prices',
  candidates: ({ copies }) => Object.keys(copies['checkout.prices'] ?? {}),
  async seed({ key, stores }) {
    await stores.dynamodb.send(raise(stores.table('checkout-prices'), key, RAISED_BY_CENTS));
    return {
      description: `price of ${key} in checkout's list raised by ${RAISED_BY_CENTS} cents`,
      consequences: [],
      undo: async () => {
        await stores.dynamodb.send(raise(stores.table('checkout-prices'), key, -RAISED_BY_CENTS));
      },
    };
  },
};

function raise(table: string, sku: string, cents: number): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: table,
    Key: { sku: { S: sku } },
    UpdateExpression: 'SET unitPriceCents = unitPriceCents + :cents',
    ConditionExpression: 'attribute_exists(sku)',
    ExpressionAttributeValues: { ':cents': { N: String(cents) } },
  });
}
