import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock } from '../../local/core/index.ts';
import { type JsonClient, jsonClient } from '../../local/core/json-client.ts';
import { Replicator } from '../../local/dynamodb/replication/replicator.ts';
import { localCredentials } from '../local-credentials.ts';
import { startDynamoDbLocal, type DynamoDbLocal } from './local-lambda/dynamodb-local.ts';

const HOME = 'us-east-1';
const AWAY = 'eu-west-1';

let engine: DynamoDbLocal;
let replicator: Replicator;
const clients = new Map<string, JsonClient>();
const never = new AbortController().signal;

const call = (region: string, operation: string, body: object) =>
  clients.get(region)!.call(`DynamoDB_20120810.${operation}`, body, never);

async function createReplica(region: string): Promise<string> {
  const { TableDescription } = (await call(region, 'CreateTable', {
    TableName: 'prices',
    AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })) as { readonly TableDescription: { readonly LatestStreamArn: string } };
  return TableDescription.LatestStreamArn;
}

const price = (sku: string, cents: number) => ({ sku: { S: sku }, cents: { N: String(cents) } });
const put = (region: string, sku: string, cents: number) =>
  call(region, 'PutItem', { TableName: 'prices', Item: price(sku, cents) });

async function held(region: string): Promise<Record<string, number>> {
  const { Items } = (await call(region, 'Scan', { TableName: 'prices' })) as {
    readonly Items: readonly ReturnType<typeof price>[];
  };
  return Object.fromEntries(Items.map(({ sku, cents }): [string, number] => [sku.S, Number(cents.N)]).toSorted());
}

/** Resolves when a look returns true. */
async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const same = (wanted: Record<string, number>) => async () =>
  JSON.stringify([await held(HOME), await held(AWAY)]) === JSON.stringify([wanted, wanted]);

beforeEach(async () => {
  engine = await startDynamoDbLocal();
  for (const region of [HOME, AWAY]) {
    clients.set(region, jsonClient(engine.endpoint, { region, credentials: localCredentials }));
  }
  const streams = new Map([
    [HOME, await createReplica(HOME)],
    [AWAY, await createReplica(AWAY)],
  ]);
  const clock = createClock({ speed: 20, startAt: new Date('2030-01-01T00:00:00Z') });
  const log = (message: string): void => {
    throw new Error(message);
  };
  replicator = new Replicator({ engine: engine.endpoint, credentials: localCredentials, clock, log });
  replicator.add({ table: 'prices', streams });
}, 60_000);

afterEach(async () => {
  await replicator.close();
  for (const region of [HOME, AWAY]) await call(region, 'DeleteTable', { TableName: 'prices' });
  for (const client of clients.values()) client.close();
  await engine.stop();
});

describe('a global table on one DynamoDB', () => {
  it('brings writes and deletions to the other region, both ways', async () => {
    await put(HOME, 'nut', 250);
    await put(AWAY, 'saw', 990);
    await until(same({ nut: 250, saw: 990 }));
    await call(AWAY, 'DeleteItem', { TableName: 'prices', Key: { sku: { S: 'nut' } } });
    await put(HOME, 'saw', 995);
    await until(same({ saw: 995 }));
    expect(replicator.report().tables[0]?.overwritten).toEqual([]);
  }, 60_000);

  it('keeps copies stale while paused; then the last writer wins in both regions', async () => {
    await put(HOME, 'nut', 1);
    await until(same({ nut: 1 }));
    replicator.turn('paused');
    await put(HOME, 'nut', 2);
    await put(HOME, 'saw', 3);
    await until(() => replicator.report().tables[0]?.links.some(({ waiting }) => waiting === 2) === true);
    expect(await held(AWAY)).toEqual({ nut: 1 });
    await put(AWAY, 'nut', 4);
    await until(() => replicator.report().tables[0]?.links.every(({ waiting }) => waiting > 0) === true);
    replicator.turn('flows');
    await until(same({ nut: 4, saw: 3 }));
    await until(() => replicator.report().isSettled);
    expect(replicator.report().tables[0]?.overwritten).toEqual([
      expect.objectContaining({
        key: '[["sku",{"S":"nut"}]]',
        lost: expect.objectContaining({ region: HOME }) as unknown,
        kept: expect.objectContaining({ region: AWAY }) as unknown,
      }),
    ]);
  }, 60_000);

  it('loses what is written while a link loses', async () => {
    replicator.turn('loses', HOME);
    await put(HOME, 'nut', 1);
    await put(AWAY, 'saw', 2);
    await until(async () => (await held(HOME))['saw'] === 2);
    await until(() => replicator.report().tables[0]?.links.some(({ lost }) => lost === 1) === true);
    replicator.turn('flows');
    await put(HOME, 'bolt', 3);
    await until(async () => (await held(AWAY))['bolt'] === 3);
    expect(await held(AWAY)).toEqual({ bolt: 3, saw: 2 });
  }, 60_000);

  it('is idle once every write that was made before has arrived, whatever its region', async () => {
    await put(HOME, 'nut', 1);
    await replicator.idle();
    expect([await held(HOME), await held(AWAY)]).toEqual([{ nut: 1 }, { nut: 1 }]);
    await Promise.all([put(HOME, 'saw', 2), put(AWAY, 'bolt', 3), put(AWAY, 'nut', 4)]);
    await replicator.idle();
    const wanted = { bolt: 3, nut: 4, saw: 2 };
    expect([await held(HOME), await held(AWAY)]).toEqual([wanted, wanted]);
    expect(replicator.report().isSettled).toBe(true);
  }, 60_000);

  it('is not idle while a write waits to cross', async () => {
    replicator.turn('paused');
    await put(HOME, 'nut', 1);
    let isIdle = false;
    const idle = replicator.idle().then(() => {
      isIdle = true;
    });
    await until(() => !replicator.report().isSettled);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isIdle).toBe(false);
    replicator.turn('flows');
    await idle;
    expect(await held(AWAY)).toEqual({ nut: 1 });
  }, 60_000);

  it('is not waited for when it is closed', async () => {
    const idle = replicator.idle();
    await replicator.close();
    await expect(idle).rejects.toThrow(/abort/u);
  }, 60_000);
});
