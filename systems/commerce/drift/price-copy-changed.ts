import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { DriftKind } from '@evenkeel/chaos';
import { DriftError } from '../errors.ts';
import { getItem, tableOf, updateItem } from './items.ts';

/** Enough to show on a bill. */
const RAISED_BY_CENTS = 100;

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), cents: z.int(), raisedCents: z.int() });
type PreImage = z.infer<typeof PreImage>;

/** A price in checkout's list no longer equals the catalog's. Version and time stay, as after a stray write. */
export const priceCopyChanged: DriftKind<never> = {
  kind: 'price-copy-changed',
  summary: "A price in checkout's list differs from the catalog's, under the same version.",
  rule: () => 'price-copies',
  candidates: ({ views }) => [...(views.get('checkout.prices')?.keys() ?? [])],
  async seed({ key, stores: { connection }, keep }) {
    const table = tableOf(connection, 'checkout-prices');
    const item = await getItem(connection, table, { sku: { S: key } });
    const cents = Number(item['unitPriceCents']?.N);
    const raisedCents = cents + RAISED_BY_CENTS;
    const preImage: PreImage = { sku: key, version: item['version']?.N ?? '', cents, raisedCents };
    await keep(preImage);
    if (!(await updateItem(connection, priceUpdate(table, preImage, cents, raisedCents)))) {
      throw new DriftError(`the price of ${key} in ${table} was changed by another write while drift was being seeded`);
    }
    return {
      description: `price of ${key} in checkout's list raised by ${RAISED_BY_CENTS} cents to ${raisedCents}`,
      consequences: [],
    };
  },
  undo(document, { connection }) {
    const preImage = PreImage.parse(document);
    const table = tableOf(connection, 'checkout-prices');
    return updateItem(connection, priceUpdate(table, preImage, preImage.raisedCents, preImage.cents));
  },
};

const priceUpdate = (
  TableName: string,
  { sku, version }: PreImage,
  from: number,
  to: number,
): UpdateItemCommandInput => ({
  TableName,
  Key: { sku: { S: sku } },
  UpdateExpression: 'SET unitPriceCents = :to',
  ConditionExpression: 'unitPriceCents = :from AND #version = :version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(to) }, ':version': { N: version } },
});
