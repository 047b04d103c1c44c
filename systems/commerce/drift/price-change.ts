/** A price in checkout's list that is raised past the services: what two kinds of drift write, and how they undo it. */
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Connection, DriftKind, PreImage } from '@evenkeel/chaos';
import { DriftError } from '../errors.ts';
import { getItem, tableOf, updateItem } from './items.ts';

const Raise = z.strictObject({ sku: z.string(), version: z.string(), cents: z.int(), raisedCents: z.int() });

/** A price before and after; the pre-image of the drift. */
export type Raise = z.infer<typeof Raise>;

const tableIn = (connection: Connection): string => tableOf(connection, 'checkout-prices');

/** What the drift of a raised price has in common: the rule that finds it, the prices it may raise, and its undoing. */
export const raisedPrice: Pick<DriftKind<never>, 'rule' | 'candidates' | 'undo'> = {
  rule: () => 'price-copies',
  candidates: ({ views }) => [...(views.get('checkout.prices')?.keys() ?? [])],
  undo(document, { connection }) {
    const raise = Raise.parse(document);
    return updateItem(connection, priceUpdate(connection, raise, raise.raisedCents, raise.cents));
  },
};

/**
 * Reads the price, and keeps what it was before anything is written.
 *
 * @throws DriftError if it has no price
 */
export async function planRaise(
  connection: Connection,
  sku: string,
  byCents: number,
  keep: (preImage: PreImage) => Promise<void>,
): Promise<Raise> {
  const table = tableIn(connection);
  const item = await getItem(connection, table, { sku: { S: sku } });
  const cents = Number(item['unitPriceCents']?.N);
  if (!Number.isInteger(cents)) throw new DriftError(`${sku} in ${table} has no price`);
  const raise = { sku, version: item['version']?.N ?? '', cents, raisedCents: cents + byCents };
  await keep(raise);
  return raise;
}

/** The write that raises the price, if nobody has written it since. Version and time stay, as after a stray write. */
export const raiseOf = (connection: Connection, raise: Raise): UpdateItemCommandInput =>
  priceUpdate(connection, raise, raise.cents, raise.raisedCents);

const priceUpdate = (
  connection: Connection,
  { sku, version }: Raise,
  from: number,
  to: number,
): UpdateItemCommandInput => ({
  TableName: tableIn(connection),
  Key: { sku: { S: sku } },
  UpdateExpression: 'SET unitPriceCents = :to',
  ConditionExpression: 'unitPriceCents = :from AND #version = :version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(to) }, ':version': { N: version } },
});
