import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { DriftKind } from '@evenkeel/chaos';
import { otherRegionOf } from '../clients.ts';
import { DriftError } from '../errors.ts';
import { getItem, tableOf, updateItem } from './items.ts';

/** Enough to show on a bill. */
const RAISED_BY_CENTS = 200;

/** Real time in which a write must have been replicated. */
const ARRIVES_MS = 30_000;
const POLL_MS = 100;

const PreImage = z.strictObject({ sku: z.string(), version: z.string(), cents: z.int(), raisedCents: z.int() });
type PreImage = z.infer<typeof PreImage>;

/** A stray write to the other region's replica of a price replaces the one in the home region, because the last writer wins. */
export const replicaOverwritten: DriftKind<never> = {
  kind: 'replica-overwritten',
  summary: "A write in the other region replaces a price in the home region's list, because the last writer wins.",
  rule: () => 'price-copies',
  candidates: ({ views }) => [...(views.get('checkout.prices')?.keys() ?? [])],
  async seed({ key, stores: { connection }, keep }) {
    const other = otherRegionOf(connection);
    if (other === undefined) throw new DriftError('the drift replica-overwritten needs a stage of two regions');
    const table = tableOf(connection, 'checkout-prices');
    const item = await getItem(connection, table, { sku: { S: key } });
    const cents = Number(item['unitPriceCents']?.N);
    if (!Number.isInteger(cents)) throw new DriftError(`${key} in ${table} has no price`);
    const raisedCents = cents + RAISED_BY_CENTS;
    const preImage: PreImage = { sku: key, version: item['version']?.N ?? '', cents, raisedCents };
    await keep(preImage);
    await other.send(new UpdateItemCommand(priceUpdate(table, preImage, cents, raisedCents)));
    const isHere = async (): Promise<boolean> => {
      const { unitPriceCents } = await getItem(connection, table, { sku: { S: key } });
      return unitPriceCents?.N === String(raisedCents);
    };
    const began = performance.now();
    while (!(await isHere())) {
      if (performance.now() - began > ARRIVES_MS)
        throw new DriftError(`the price of ${key} that was written in the other region does not arrive in ${table}`);
      await sleep(POLL_MS);
    }
    return {
      description: `price of ${key} raised by ${RAISED_BY_CENTS} cents to ${raisedCents} in the other region, which replaces it here`,
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
