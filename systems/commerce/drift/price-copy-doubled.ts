import * as z from 'zod';
import type { DriftKind } from '@evenkeel/chaos';
import { DriftError } from '../errors.ts';
import { deleteItem, getItem, putItem, tableOf } from './items.ts';

/** Ends the key under which the copy of the price is written. */
const SUFFIX = '-doubled';

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), updatedAt: z.string() });

/** Checkout's list holds a product's price twice, the second time under a key that the catalog does not have. */
export const priceCopyDoubled: DriftKind<never> = {
  kind: 'price-copy-doubled',
  summary: "A price is in checkout's list a second time, under a key that the catalog does not have.",
  rule: () => 'price-copies',
  candidates({ views }) {
    const prices = views.get('checkout.prices');
    return [...(prices?.keys() ?? [])]
      .filter((sku) => prices?.has(`${sku}${SUFFIX}`) !== true && !sku.endsWith(SUFFIX))
      .map((sku) => `${sku}${SUFFIX}`);
  },
  async seed({ key, stores: { connection }, keep }) {
    const table = tableOf(connection, 'checkout-prices');
    const of = key.slice(0, -SUFFIX.length);
    const item = await getItem(connection, table, { sku: { S: of } });
    await keep({ sku: key, version: item['version']?.N ?? '', updatedAt: item['updatedAt']?.S ?? '' });
    const isCopied = await putItem(connection, {
      TableName: table,
      Item: { ...item, sku: { S: key } },
      ConditionExpression: 'attribute_not_exists(sku)',
    });
    if (!isCopied) throw new DriftError(`${table} already holds ${key}`);
    return {
      description: `price of ${of} in checkout's list doubled under ${key}, which the catalog does not have`,
      consequences: [],
    };
  },
  undo(document, { connection }) {
    const { sku, version, updatedAt } = PreImage.parse(document);
    return deleteItem(connection, {
      TableName: tableOf(connection, 'checkout-prices'),
      Key: { sku: { S: sku } },
      ConditionExpression: '#version = :version AND updatedAt = :updatedAt',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: version }, ':updatedAt': { S: updatedAt } },
    });
  },
};
