/** The system's initial contents: goods that the writers change, and goods and orders that stay at rest. */
import { setTimeout as wait } from 'node:timers/promises';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { shopOf } from './shop.ts';
import type { BusySystem } from './system.ts';

export interface Goods {
  readonly busy: { readonly skus: readonly string[]; readonly customers: readonly string[] };
  readonly resting: {
    readonly skus: readonly string[];
    readonly customers: readonly string[];
    /** Correlation ids of completed orders, each for the SKU and the customer at the same index. */
    readonly orders: readonly string[];
  };
}

/** Too expensive for a card. */
export const DEAR = 'dear';
/** Has so little stock that most orders for it are refused. */
export const SCARCE = 'scarce';

/** The received quantity of every other SKU. */
export const PLENTY = 1_000_000;

const AT_ONCE = { concurrency: 4 };

/** Creates `count` of everything through the API. Resolves when all copies have arrived and all orders are at rest. */
export async function fill(system: BusySystem, count: number): Promise<Goods> {
  const named = (kind: string) => Array.from({ length: count }, (_, index) => `${kind}-${index}`);
  const busy = { skus: named('busy'), customers: named('walker') };
  const resting = { skus: named('rest'), customers: named('sleeper'), orders: named('settled') };
  const skus = [...busy.skus, ...resting.skus, DEAR, SCARCE];
  const shop = shopOf(system);
  await pMap(skus, (sku) => shop.price(sku, sku === DEAR ? 15_000 : 250), AT_ONCE);
  await pMap(skus, (sku) => shop.receive(sku, sku === SCARCE ? 3 : PLENTY, 'first'), AT_ONCE);
  await pMap([...busy.customers, ...resting.customers], (customer) => shop.move(customer, 'Mill Lane 1'), AT_ONCE);
  await until('all prices are copied', async () => (await items(system, 'checkout-prices')).length === skus.length);
  const order = (id: string, index: number) =>
    shop.buy(id, resting.customers[index] ?? '', resting.skus[index] ?? '', 2);
  await pMap(resting.orders, order, AT_ONCE);
  await atRest(system);
  return { busy, resting };
}

const ENDS = new Set(['COMPLETED', 'ROLLED_BACK']);

/** Resolves when no order is in flight. */
export async function atRest(system: BusySystem): Promise<void> {
  await until('all orders are at their end', async () =>
    (await items(system, 'checkout-orders')).every(({ state }) => ENDS.has(state?.S ?? '')),
  );
}

/** Every stored item of one of the system's tables. */
export async function items(
  { clients, prefix }: BusySystem,
  table: string,
): Promise<readonly Readonly<Record<string, AttributeValue>>[]> {
  const found: Record<string, AttributeValue>[] = [];
  const query = { TableName: `${prefix}${table}`, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: clients.dynamodb }, query)) found.push(...Items);
  return found;
}

const DEADLINE_MS = 60_000;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > DEADLINE_MS) throw new Error(`Timed out after ${DEADLINE_MS} ms: ${what}.`);
    await wait(200);
  }
}
