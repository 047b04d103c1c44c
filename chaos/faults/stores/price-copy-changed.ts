import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { readItem, written } from './conditional.ts';
import type { Drift } from './drift.ts';

/** Enough to be seen on a bill. */
const RAISED_BY_CENTS = 100;

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), cents: z.int(), raisedCents: z.int() });
type PreImage = z.infer<typeof PreImage>;

/** A price in checkout's list is no longer the catalog's. Version and time stay, as after a write that went astray. */
export const priceCopyChanged: Drift = {
  kind: 'price-copy-changed',
  summary: "A price in checkout's list differs from the catalog's, under the same version.",
  rule: 'price-copies',
  candidates: ({ copies }) => Object.keys(copies['checkout.prices'] ?? {}),
  async seed({ key, stores, keep }) {
    const table = stores.table('checkout-prices');
    const item = await readItem(stores.dynamodb, table, { sku: { S: key } });
    const cents = Number(item['unitPriceCents']?.N);
    const raisedCents = cents + RAISED_BY_CENTS;
    const preImage: PreImage = { sku: key, version: item['version']?.N ?? '', cents, raisedCents };
    await keep?.(preImage);
    if (!(await written(stores.dynamodb, priceUpdate(table, preImage, cents, raisedCents)))) {
      throw new Error(`The price of ${key} in ${table} was written to while drift was seeded.`);
    }
    return {
      description: `price of ${key} in checkout's list raised by ${RAISED_BY_CENTS} cents to ${raisedCents}`,
      consequences: [],
      preImage,
    };
  },
  undo(document, stores) {
    const preImage = PreImage.parse(document);
    const table = stores.table('checkout-prices');
    return written(stores.dynamodb, priceUpdate(table, preImage, preImage.raisedCents, preImage.cents));
  },
};

const priceUpdate = (TableName: string, { sku, version }: PreImage, from: number, to: number) =>
  new UpdateItemCommand({
    TableName,
    Key: { sku: { S: sku } },
    UpdateExpression: 'SET unitPriceCents = :to',
    ConditionExpression: 'unitPriceCents = :from AND #version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(to) }, ':version': { N: version } },
  });
