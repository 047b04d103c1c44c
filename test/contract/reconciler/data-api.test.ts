import { ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import { dataApiView, type Fields } from '../../../reconciler/index.ts';
import { openAurora } from './engines.ts';
import { storeContract } from './store-contract.ts';

const TABLE = `CREATE TABLE "the things" (
  thing text PRIMARY KEY, title text, count bigint, price numeric(20, 4), active boolean,
  extra bytea, version bigint NOT NULL, created_at timestamptz, updated_at timestamptz)`;

const PUT = `INSERT INTO "the things" (thing, title, count, price, active, extra, version, updated_at)
  VALUES (:thing, :title, CAST(:count AS bigint), CAST(:price AS numeric), CAST(:active AS boolean), '\\x0102', 1, CAST(:at AS timestamptz))
  ON CONFLICT (thing) DO UPDATE SET title = EXCLUDED.title, count = EXCLUDED.count, price = EXCLUDED.price,
    active = EXCLUDED.active, updated_at = EXCLUDED.updated_at`;

storeContract('Aurora through the Data API', async () => {
  const aurora = await openAurora();
  await aurora.sql('shop', TABLE);
  const options = {
    client: aurora.client,
    database: aurora.database('shop'),
    key: 'thing',
    fields: { name: { type: 'text', from: 'title' }, count: 'integer', price: 'decimal', active: 'boolean' },
    version: 'version',
    updatedAt: 'updated_at',
    createdAt: 'created_at',
    pageRows: 7,
    writable: true,
  } as const;
  return {
    view: dataApiView({ name: 'things', table: 'the things', ...options }),
    broken: dataApiView({ name: 'nothings', table: 'nothings', ...options }),
    async put(thing: string, { name, count, price, active }: Fields, at: Date) {
      const values = { thing, title: name, count, price, active, at: at.toISOString() };
      await aurora.client.send(
        new ExecuteStatementCommand({
          resourceArn: aurora.clusterArn,
          secretArn: aurora.secretArn,
          database: 'shop',
          sql: PUT,
          parameters: Object.entries(values).map(([parameter, value]) => ({
            name: parameter,
            value: { stringValue: String(value as string | bigint | boolean) },
          })),
        }),
      );
    },
    close: () => aurora.close(),
  };
});
