import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { readItem, written } from './conditional.ts';
import type { Drift } from './drift.ts';

/** Behind the key of the price that stands there twice. */
const SUFFIX = '-doubled';

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), updatedAt: z.string() });

/** A product has its price in checkout's list twice, the second time under a key that the catalog does not know. */
export const priceCopyDoubled: Drift = {
  kind: 'price-copy-doubled',
  summary: "A price stands in checkout's list a second time, under a key that the catalog does not have.",
  rule: 'price-copies',
  candidates: ({ copies }) => {
    const prices = copies['checkout.prices'] ?? {};
    return Object.keys(prices)
      .filter((sku) => !(`${sku}${SUFFIX}` in prices) && !sku.endsWith(SUFFIX))
      .map((sku) => `${sku}${SUFFIX}`);
  },
  async seed({ key, stores, keep }) {
    const table = stores.table('checkout-prices');
    const of = key.slice(0, -SUFFIX.length);
    const item = await readItem(stores.dynamodb, table, { sku: { S: of } });
    const preImage = { sku: key, version: item['version']?.N ?? '', updatedAt: item['updatedAt']?.S ?? '' };
    await keep?.(preImage);
    const double = new PutItemCommand({
      TableName: table,
      Item: { ...item, sku: { S: key } },
      ConditionExpression: 'attribute_not_exists(sku)',
    });
    if (!(await written(stores.dynamodb, double))) throw new Error(`${table} holds ${key} already.`);
    return {
      description: `price of ${of} in checkout's list doubled under ${key}, which the catalog does not have`,
      consequences: [],
      preImage,
    };
  },
  undo(document, stores) {
    const { sku, version, updatedAt } = PreImage.parse(document);
    return written(
      stores.dynamodb,
      new DeleteItemCommand({
        TableName: stores.table('checkout-prices'),
        Key: { sku: { S: sku } },
        ConditionExpression: '#version = :version AND updatedAt = :updatedAt',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: version }, ':updatedAt': { S: updatedAt } },
      }),
    );
  },
};
