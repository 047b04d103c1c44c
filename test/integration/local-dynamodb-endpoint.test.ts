import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Children } from '../../local/children/index.ts';
import { createClock } from '../../local/core/index.ts';
import { createDynamoDb, type DynamoDb } from '../../local/dynamodb/index.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './local-lambda/dynamodb-local.ts';
import { localCredentials } from '../local-credentials.ts';
import { localSite } from '../local-site.ts';

/** Nothing is started where the user's own DynamoDB is used. */
const children = { start: () => Promise.reject(new Error('a process was started')) } as unknown as Children;

const table = (name: string) => ({
  TableName: name,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
});

describe('a DynamoDB that is named by its endpoint', () => {
  let engine: DynamoDbLocal;
  let client: DynamoDBClient;
  const clock = createClock({ speed: 1, startAt: new Date('2026-01-01T00:00:00Z') });
  const site = localSite({ clock, baseUrl: 'unused' });
  const open = (endpoint: string) =>
    createDynamoDb(site, children, {
      endpoint,
      notice: () => undefined,
      cache: 'unused',
    });
  const provision = async ({ resourceTypes }: DynamoDb, name: string) => {
    const type = resourceTypes.find((each) => each.type === 'AWS::DynamoDB::Table');
    const context = { defaultName: name } as Parameters<NonNullable<typeof type>['create']>[1];
    return type?.create(type.parse(table(name)) as never, context);
  };
  const tables = async () => (await client.send(new ListTablesCommand({}))).TableNames;

  beforeAll(async () => {
    engine = await startDynamoDbLocal();
    client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials: localCredentials });
  }, 60_000);
  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });

  it('holds the tables of a system, and only while it is up', async () => {
    for (const boot of ['first', 'second']) {
      const dynamodb = await open(engine.endpoint);
      await dynamodb.warm;
      await provision(dynamodb, 'orders');
      expect({ boot, tables: await tables() }).toEqual({ boot, tables: ['orders'] });
      await dynamodb.close();
      expect(await tables()).toEqual([]);
    }
  });

  it("refuses to use or delete a table of the user's", async () => {
    const input = table('customers');
    await client.send(
      new CreateTableCommand({
        TableName: 'customers',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    const dynamodb = await open(engine.endpoint);
    await expect(provision(dynamodb, input.TableName)).rejects.toThrow('already has a table customers');
    await dynamodb.close();
    expect(await tables()).toEqual(['customers']);
  });

  it('is named with the way out if nothing answers there', async () => {
    const dynamodb = await open('http://127.0.0.1:9');
    await expect(dynamodb.warm).rejects.toThrow('no DynamoDB answers at the endpoint http://127.0.0.1:9');
    await dynamodb.close();
  });

  it('runs on 127.0.0.1 alone, where no other machine reaches it', async () => {
    const { port } = new URL(engine.endpoint);
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    // The rest of 127.0.0.0/8 is this machine too, but belongs to a server only if it listens on every address.
    for (const host of ['127.0.0.2', ...others]) {
      await expect(once(connect({ host, port: Number(port) }), 'connect')).rejects.toThrow();
    }
  });
});
