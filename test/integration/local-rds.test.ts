/** The RDS Data API on a real PostgreSQL, called through the SDK. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  DatabaseErrorException,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Children, openChildren } from '../../local/children/index.ts';
import { createClock, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { createRds, type RdsService } from '../../local/rds/index.ts';
import { localCredentials } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

const clock = createClock({ speed: 1, startAt: new Date('2026-01-01T00:00:00Z') });
const master = JSON.stringify({ username: 'administrator', password: 'master-password' });
const secrets: Readonly<Record<string, string>> = {
  'secret:master': master,
  'secret:shop': JSON.stringify({ username: 'shop', password: 'shop-password' }),
  'secret:wrong': JSON.stringify({ username: 'shop', password: 'wrong' }),
};
const shop = {
  resourceArn: 'arn:aws:rds:us-east-1:000000000000:cluster:main',
  secretArn: 'secret:shop',
  database: 'shop',
};
let directory: string;
let server: AwsServer;
let children: Children;
let rds: RdsService;
let client: RDSDataClient;

const execute = (sql: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  client.send(new ExecuteStatementCommand({ ...shop, sql, ...more }));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  children = await openChildren(directory);
  rds = createRds(localSite({ clock, directory, baseUrl: server.baseUrl }), children, (arn) => secrets[arn], {
    expectsCluster: true,
  });
  server.mount(rds);
  const type = rds.resourceTypes.find((each) => each.type === 'AWS::RDS::DBCluster')!;
  const properties = {
    DBClusterIdentifier: 'main',
    Engine: 'aurora-postgresql',
    EnableHttpEndpoint: true,
    MasterUsername: 'administrator',
    MasterUserPassword: 'master-password',
  };
  const context = { stackName: 's', logicalId: 'c', defaultName: 's-c', assetDirectory: () => '' };
  await type.create(type.parse(properties) as never, context);
  client = new RDSDataClient({
    endpoint: `${server.baseUrl}/rds_data`,
    region: 'us-east-1',
    credentials: localCredentials,
  });
  const asMaster = { secretArn: 'secret:master', database: 'postgres' };
  await execute("CREATE ROLE shop LOGIN PASSWORD 'shop-password'", asMaster);
  await execute('CREATE DATABASE shop OWNER shop', asMaster);
  await execute('CREATE TABLE item (id uuid PRIMARY KEY, price numeric, stock bigint, at timestamptz, tags text[])');
}, 60_000);

afterAll(async () => {
  client.destroy();
  await rds.close();
  await children.close();
  await server.close();
  expect(existsSync(join(directory, 'children.json'))).toBe(false);
  await rm(directory, { recursive: true });
});

const ID = '00000000-0000-4000-8000-000000000001';
const text = (name: string, stringValue: string) => ({ name, value: { stringValue } });

describe('the Data API', () => {
  it('writes typed parameters and reads typed fields', async () => {
    const written = await execute('INSERT INTO item VALUES (:id, :price, :stock, :at, NULL)', {
      parameters: [
        { ...text('id', ID), typeHint: 'UUID' },
        { ...text('price', '12.50'), typeHint: 'DECIMAL' },
        { name: 'stock', value: { longValue: 3 } },
        { ...text('at', '2026-01-02 03:04:05.678'), typeHint: 'TIMESTAMP' },
      ],
    });
    expect(written).toMatchObject({ numberOfRecordsUpdated: 1, generatedFields: [] });
    const read = await execute('SELECT id, price, stock, at, tags FROM item', { includeResultMetadata: true });
    expect(read.records).toEqual([
      [
        { stringValue: ID },
        { stringValue: '12.50' },
        { longValue: 3 },
        { stringValue: '2026-01-02 03:04:05.678' },
        { isNull: true },
      ],
    ]);
    expect(read.columnMetadata?.map(({ name, typeName }) => [name, typeName])).toContainEqual(['stock', 'int8']);
  });

  it('returns records as JSON on request', async () => {
    const sql = 'SELECT 1 AS one, NULL AS none, true AS yes';
    const { formattedRecords, records } = await execute(sql, { formatRecordsAs: 'JSON' });
    expect([JSON.parse(formattedRecords!), records]).toEqual([[{ one: 1, none: null, yes: true }], undefined]);
  });

  it('treats text without a hint as text', async () => {
    await expect(execute('SELECT * FROM item WHERE id = :id', { parameters: [text('id', ID)] })).rejects.toThrow(
      /operator does not exist: uuid = text[^]*SQLState: 42883/,
    );
  });

  it('reports an error of the database with its message and SQLSTATE', async () => {
    const twice = execute('INSERT INTO item (id) VALUES (:id::uuid)', { parameters: [text('id', ID)] });
    await expect(twice).rejects.toBeInstanceOf(DatabaseErrorException);
    await expect(execute('SELECT * FROM nothing')).rejects.toThrow(
      /relation "nothing" does not exist[^]*SQLState: 42P01/,
    );
  });

  it('rejects several statements in one string', async () => {
    await expect(execute('SELECT 1; SELECT 2')).rejects.toThrow('cannot insert multiple commands');
  });

  it('rejects a wrong password and an unknown cluster', async () => {
    await expect(execute('SELECT 1', { secretArn: 'secret:wrong' })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    const elsewhere = execute('SELECT 1', { resourceArn: 'arn:aws:rds:us-east-1:000000000000:cluster:none' });
    await expect(elsewhere).rejects.toMatchObject({ name: 'DatabaseNotFoundException' });
  });

  it('rejects a reply larger than 1 MiB and a row larger than 64 KB', async () => {
    await expect(execute("SELECT repeat('x', 1000) FROM generate_series(1, 2000)")).rejects.toThrow('response size');
    await expect(execute("SELECT repeat('x', 70000)")).rejects.toThrow('row size');
  });

  it('isolates a transaction until it is committed, and discards one that is rolled back', async () => {
    const count = async () => (await execute('SELECT count(*) FROM item WHERE stock = 7')).records?.[0]?.[0]?.longValue;
    const set = 'UPDATE item SET stock = 7';
    const { transactionId } = await client.send(new BeginTransactionCommand(shop));
    await execute(set, { transactionId });
    expect(await count()).toBe(0);
    await client.send(new RollbackTransactionCommand({ ...shop, transactionId }));
    await expect(execute(set, { transactionId })).rejects.toMatchObject({ name: 'TransactionNotFoundException' });
    const second = await client.send(new BeginTransactionCommand(shop));
    await execute(set, { transactionId: second.transactionId });
    const committed = await client.send(new CommitTransactionCommand({ ...shop, transactionId: second.transactionId }));
    expect([committed.transactionStatus, await count()]).toEqual(['Transaction Committed', 1]);
  });

  it('runs a statement for each parameter set of a batch', async () => {
    const sets = ['000000000002', '000000000003'].map((end) => [text('id', ID.slice(0, 24) + end)]);
    const sql = 'INSERT INTO item (id) VALUES (:id::uuid)';
    const { updateResults } = await client.send(
      new BatchExecuteStatementCommand({ ...shop, sql, parameterSets: sets }),
    );
    expect(updateResults).toHaveLength(2);
  });
});
