/** The shop in two regions of this machine, with customers near each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Connection } from '../../../chaos/index.ts';
import { assembliesDirectory } from '../../../cli/places.ts';
import { describeLocal } from '../../../cli/system/describe.ts';
import { synthesize } from '../../../infra/synthesize.ts';
import { bootRegions, type LocalRegions } from '../../../local/index.ts';
import { newRunId, runReconcile } from '../../../reconciler/index.ts';
import { type Api, apiOf, send } from '../../../systems/commerce/api.ts';
import { products } from '../../../systems/commerce/catalogue.ts';
import { seedShop } from '../../../systems/commerce/seed.ts';
import { reconciliationOf } from '../../../systems/commerce/stores.ts';
import { connectionOf } from '../../connection.ts';

export const HOME = 'us-east-1';
export const AWAY = 'eu-west-1';
export const REGIONS = [HOME, AWAY] as const;
export type Region = (typeof REGIONS)[number];

const PREFIX = 'evenkeel-duo-';

type Item = Record<string, unknown>;

export interface Shop {
  readonly regions: LocalRegions;
  /** Virtual milliseconds. */
  readonly now: () => number;
  /** Calls the API as a customer near a region does. */
  readonly call: (near: Region, method: string, path: string, body?: unknown, id?: string) => Promise<Response>;
  readonly items: (region: Region, table: string) => Promise<readonly Item[]>;
  /** Writes past the services, as an operator might. */
  readonly put: (region: Region, table: string, item: Item) => Promise<void>;
  /** The keys of the drift that a dry run finds with these rules. */
  readonly drift: (region: Region, rule: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Boots both regions, with goods and customers at home and stock in each. */
export async function openShop(speed: number): Promise<Shop> {
  const { assembly } = await synthesize({ stage: 'duo', cacheDirectory: assembliesDirectory() });
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-regions-'));
  const lines: string[] = [];
  const log = (message: string): void => {
    lines.push(message);
  };
  const startAt = new Date('2030-01-01T00:05:00Z');
  const regions = await bootRegions({ assembly, directory, speed, startAt, seed: 1, log, regions: [HOME, AWAY] });
  try {
    return await stocked(regions, directory);
  } catch (error) {
    await regions.close();
    throw new Error(`the shop cannot be stocked: ${String(error)}\n${lines.join('\n')}`, { cause: error });
  }
}

async function stocked(regions: LocalRegions, directory: string): Promise<Shop> {
  const connections = new Map<Region, Connection>();
  const tables = new Map<Region, DynamoDBClient>();
  for (const region of REGIONS) {
    const description = await describeLocal(regions.systems[region]!, { stage: 'duo', prefix: PREFIX });
    connections.set(region, connectionOf(description));
    tables.set(region, new DynamoDBClient(connections.get(region)!.client('DYNAMODB')));
  }
  const { headers, signal } = await apiOf(connections.get(HOME)!);
  const near = (region: Region): Api => ({ url: regions.urls[region]!, headers, signal });
  const { clock } = regions.systems[HOME]!;
  const shop: Shop = {
    regions,
    now: () => clock.now(),
    call: (region, method, path, body, id) =>
      send(near(region), method, path, { body, ...(id !== undefined && { headers: { 'x-correlation-id': id } }) }),
    async items(region, table) {
      const found: Item[] = [];
      const scan = { TableName: `${PREFIX}${table}`, ConsistentRead: true };
      for await (const { Items = [] } of paginateScan({ client: tables.get(region)! }, scan)) {
        found.push(...Items.map((item) => unmarshall(item)));
      }
      return found;
    },
    async put(region, table, item) {
      await tables.get(region)!.send(new PutItemCommand({ TableName: `${PREFIX}${table}`, Item: marshall(item) }));
    },
    async drift(region, rule) {
      const keys: string[] = [];
      await runReconcile({
        reconciliation: reconciliationOf(connections.get(region)!),
        rules: [rule],
        runId: newRunId(new Date(clock.now())),
        clock: { ...clock, elapsed: () => performance.now() },
        signal,
        found: ({ key }) => {
          keys.push(key);
        },
      });
      return keys.toSorted();
    },
    async close() {
      for (const client of tables.values()) client.destroy();
      await regions.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await seedShop(near(HOME));
  for (const { sku, stock } of products.filter((product) => product.stock > 0)) {
    const answer = await shop.call(AWAY, 'POST', `/stock/${sku}/receipts`, {
      quantity: stock,
      receiptId: `seed-${sku}`,
    });
    if (!answer.ok) throw new Error(`stock of ${sku} in ${AWAY}: ${await answer.text()}`);
  }
  await until(async () => (await differing(shop)).length === 0, 'the copies are not the same in both regions');
  return shop;
}

/** Keys of the copies that differ between the regions. */
export async function differing({ items }: Pick<Shop, 'items'>): Promise<readonly string[]> {
  const keys = await Promise.all(
    ['checkout-prices', 'warehouse-products', 'shipping-customers'].map(async (table) => {
      const [home, away] = await Promise.all(REGIONS.map(async (region) => byKey(await items(region, table))));
      const all = new Set([...home!.keys(), ...away!.keys()]);
      return [...all].filter((key) => home!.get(key) !== away!.get(key));
    }),
  );
  return keys.flat().toSorted();
}

const byKey = (items: readonly Item[]): Map<string, string> =>
  new Map(
    items.map((item) => [String(item['sku'] ?? item['customerId']), JSON.stringify(Object.entries(item).toSorted())]),
  );

const LIMIT_MS = 240_000;

/** Looks until it is so; fails after four real minutes. */
export async function until(look: () => Promise<boolean>, complaint: string | (() => string)): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(typeof complaint === 'string' ? complaint : complaint());
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
