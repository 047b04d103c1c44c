/** The engines that the reconciler's stores are tested on: DynamoDB Local, PostgreSQL, and PostgreSQL behind the Data API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { Pool } from 'pg';
import { openChildren } from '../../../local/children/index.ts';
import { createClock, serveAws } from '../../../local/core/index.ts';
import { createRds } from '../../../local/rds/index.ts';
import type { Database } from '../../../reconciler/index.ts';
import { takeDynamoDb } from '../../engines/dynamodb.ts';
import { takePostgres } from '../../engines/postgres.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess, localSite } from '../../local-site.ts';

const REGION = 'us-east-1';
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:admin';
const LOGIN = { username: 'admin', password: 'secret' };

export interface Dynamo {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  createTable(name: string, key: string, sortKey?: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDynamo(): Promise<Dynamo> {
  const { url: endpoint, end } = await takeDynamoDb();
  const client = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: localCredentials,
  });
  return {
    client,
    endpoint,
    async createTable(name, key, sortKey) {
      const keys = sortKey === undefined ? [key] : [key, sortKey];
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
        }),
      );
    },
    async close() {
      client.destroy();
      await end();
    },
  };
}

export interface Postgres {
  readonly pool: Pool;
  readonly url: string;
  close(): Promise<void>;
}

export async function openPostgres(): Promise<Postgres> {
  const { url, end } = await takePostgres();
  const pool = new Pool({ connectionString: url });
  pool.on('error', () => undefined);
  return {
    pool,
    url,
    async close() {
      await pool.end();
      await end();
    },
  };
}

export interface Aurora {
  readonly client: RDSDataClient;
  readonly endpoint: string;
  readonly clusterArn: string;
  readonly secretArn: string;
  database(name: string): Database;
  sql(database: string, statement: string): Promise<void>;
  /** The rows that a statement selects, as text. */
  rows(database: string, statement: string): Promise<(string | undefined)[][]>;
  close(): Promise<void>;
}

/** @param logins further secrets with a role and its password, by their ARNs */
export async function openAurora(logins: Readonly<Record<string, typeof LOGIN>> = {}): Promise<Aurora> {
  const secrets = new Map(Object.entries({ ...logins, [SECRET]: LOGIN }));
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-reconciler-'));
  const children = await openChildren(directory);
  const clock = createClock({ speed: 1, startAt: new Date() });
  const server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const site = localSite({ clock, region: REGION, directory, baseUrl: server.baseUrl });
  const readSecret = (arn: string) => (secrets.has(arn) ? JSON.stringify(secrets.get(arn)) : undefined);
  const rds = createRds(site, children, readSecret, { expectsCluster: true });
  server.mount(rds);
  const cluster = rds.resourceTypes.find(({ type }) => type === 'AWS::RDS::DBCluster')!;
  const properties = {
    DBClusterIdentifier: 'shop',
    Engine: 'aurora-postgresql',
    DatabaseName: 'shop',
    MasterUsername: LOGIN.username,
    MasterUserPassword: LOGIN.password,
    EnableHttpEndpoint: true,
  };
  const context = {
    stackName: 'test',
    logicalId: 'Cluster',
    defaultName: 'shop',
    assetDirectory: (): never => {
      throw new Error('A cluster has no asset.');
    },
  };
  const made = await cluster.create(cluster.parse(properties) as never, context);
  const clusterArn = String(made.attributes?.['DBClusterArn']);
  const endpoint = `${server.baseUrl}/rds_data`;
  const client = new RDSDataClient({
    endpoint,
    region: REGION,
    credentials: localCredentials,
  });
  return {
    client,
    endpoint,
    clusterArn,
    secretArn: SECRET,
    database: (database) => ({ clusterArn, secretArn: SECRET, database }),
    async sql(database, sql) {
      await client.send(new ExecuteStatementCommand({ resourceArn: clusterArn, secretArn: SECRET, database, sql }));
    },
    async rows(database, sql) {
      const command = new ExecuteStatementCommand({ resourceArn: clusterArn, secretArn: SECRET, database, sql });
      const { records = [] } = await client.send(command);
      return records.map((record) => record.map(({ stringValue }) => stringValue));
    },
    async close() {
      client.destroy();
      await rds.close();
      await server.close();
      await children.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
