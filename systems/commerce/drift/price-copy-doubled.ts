import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import type { Drift } from './drift.ts';

/** Ends the key under which the copy of the price is written. */
const SUFFIX = '-doubled';

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), updatedAt: z.string() });

/** Checkout's list holds a product's price twice, the second time under a key that the catalog does not have. */
export const priceCopyDoubled: Drift = {
  kind: 'price-copy-doubled',
  summary: "A price is in checkout's list a second time, under a key that the catalog does not have.",
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
    const item = await stores.items.get(table, { sku: { S: of } });
    const preImage = { sku: key, version: item['version']?.N ?? '', updatedAt: item['updatedAt']?.S ?? '' };
    await keep?.(preImage);
    const copied = await stores.items.put({
      TableName: table,
      Item: { ...item, sku: { S: key } },
      ConditionExpression: 'attribute_not_exists(sku)',
    });
    if (!copied) throw new HarnessError(`${table} already holds ${key}.`);
    return {
      description: `price of ${of} in checkout's list doubled under ${key}, which the catalog does not have`,
      consequences: [],
      preImage,
    };
  },
  undo(document, stores) {
    const { sku, version, updatedAt } = PreImage.parse(document);
    return stores.items.delete({
      TableName: stores.table('checkout-prices'),
      Key: { sku: { S: sku } },
      ConditionExpression: '#version = :version AND updatedAt = :updatedAt',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: version }, ':updatedAt': { S: updatedAt } },
    });
  },
};
