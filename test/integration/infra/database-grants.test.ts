/** What the migrations let the reconciler's SQL role do, on PostgreSQL behind the local Data API. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrationsOf } from '../../../infra/migrations.ts';
import { migrate } from '../../../infra/platform/migration.ts';
import { DATABASES } from '../../../infra/stacks/data.ts';
import { dataApi, type Sql } from '../../../services/shared/data-api.ts';
import { commerceViews } from '../../../systems/commerce/rules/views.ts';
import { type Aurora, openAurora } from '../reconciler/engines.ts';

const RECONCILER = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:reconciler';
const login = { username: 'reconciler', password: 'reads-only' };

describe("the reconciler's SQL role", () => {
  let aurora: Aurora;
  const as = (secretArn: string, database: string): Sql =>
    dataApi({ CLUSTER_ARN: aurora.clusterArn, SECRET_ARN: secretArn, DATABASE: database }, { client: aurora.client });

  beforeAll(async () => {
    aurora = await openAurora({ [RECONCILER]: login });
    const connect = (database: string) => {
      const sql = as(aurora.secretArn, database);
      return { sql, transaction: (work: (within: Sql) => Promise<void>) => work(sql) };
    };
    const guests = [{ name: login.username, password: login.password }];
    for (const name of DATABASES) {
      const plan = { name, password: `of-${name}`, guests, migrations: migrationsOf(name) };
      await migrate(plan, connect, () => new Date());
      // A second deployment changes nothing, and fails at nothing that exists.
      expect(await migrate(plan, connect, () => new Date())).toEqual([]);
    }
    await as(aurora.secretArn, 'catalog')("INSERT INTO products VALUES ('nut', 'A nut', 250, 90, true, 1, now())");
  }, 90_000);
  afterAll(() => aurora.close());

  it.each(['products', 'customers', 'payments'] as const)('reads the view of %s', async (name) => {
    const views = commerceViews({
      dynamodb: new DynamoDBClient({ region: 'us-east-1' }),
      rdsData: aurora.client,
      prefix: 'shop-',
      clusterArn: aurora.clusterArn,
      secretArn: RECONCILER,
    });
    const keys: unknown[] = [];
    const reading = { signal: new AbortController().signal, received: () => undefined };
    for await (const { key } of views[name].scan(reading)) keys.push(key);
    expect(keys).toEqual(name === 'products' ? ['nut'] : []);
  });

  it.each([
    ['catalog', "INSERT INTO products VALUES ('saw', 'A saw', 1, 1, true, 1, now())"],
    ['catalog', 'UPDATE products SET price_cents = 1'],
    ['catalog', 'DELETE FROM products'],
    ['catalog', 'TRUNCATE products'],
    ['catalog', 'SELECT event_id FROM outbox'],
    ['catalog', 'SELECT name FROM schema_migrations'],
    ['catalog', 'CREATE TABLE made_up (x int)'],
    ['account', "UPDATE customers SET name = 'Eve'"],
    ['account', 'SELECT event_id FROM outbox'],
    ['payment', "UPDATE payments SET state = 'CAPTURED'"],
    ['payment', 'SELECT entry_id FROM entries'],
  ])('may not do this in %s: %s', async (database, statement) => {
    await expect(as(RECONCILER, database)(statement)).rejects.toThrow(/permission denied/);
  });
});
