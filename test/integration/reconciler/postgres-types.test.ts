import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { type FieldDeclaration, postgresView, type Reading, type Row, type View } from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows;
}

describe('a view of a PostgreSQL table with many types', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await openPostgres();
    await postgres.pool.query(`
      CREATE DOMAIN cents AS bigint; CREATE TYPE state AS ENUM ('OPEN', 'DONE');
      CREATE TABLE orders (shop uuid, number integer, total cents, state state, at timestamptz, local timestamp,
        lines jsonb, ratio double precision, raw bytea, cost money, tag text UNIQUE, PRIMARY KEY (shop, number));
      CREATE VIEW open_orders AS SELECT * FROM orders;
      INSERT INTO orders VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 7, 5, 'OPEN', '2026-03-01 10:00:00.5+02',
        '2026-03-01 10:00:00', '{"b": 1, "a": [2]}', 0.1, '\\x00ff', 1, 'x'),
        ('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 8, NULL, NULL, 'infinity', NULL, NULL, NULL, NULL, NULL, NULL)`);
  }, 60_000);
  afterAll(async () => postgres.close());

  const key = [
    { column: 'shop', type: 'uuid' },
    { column: 'number', type: 'bigint' },
  ] as const;
  const fields = {
    total: 'integer',
    state: 'text',
    at: 'timestamp',
    local: 'timestamp',
    lines: 'json',
    ratio: 'decimal',
    raw: 'binary',
  } as const;
  const orders = (more: Partial<Parameters<typeof postgresView>[0]> = {}) =>
    postgresView<string>({ name: 'orders', pool: postgres.pool, table: 'orders', key, fields, ...more });

  it('is read as canonical values, whatever the date style and time zone of the session', async () => {
    await postgres.pool.query(`ALTER ROLE CURRENT_USER SET timezone = 'Asia/Kolkata'`);
    await postgres.pool.query(`ALTER ROLE CURRENT_USER SET datestyle = 'German'`);
    const pool = new Pool({ connectionString: postgres.url });
    const view = orders({ pool });
    const [first, second] = (await rowsOf(view)).sort((one, other) => (one.key < other.key ? -1 : 1));
    expect(first).toEqual({
      key: '["6ba7b810-9dad-11d1-80b4-00c04fd430c8","7"]',
      fields: {
        total: 5n,
        state: 'OPEN',
        at: '2026-03-01T08:00:00.500000Z',
        local: '2026-03-01T10:00:00.000000Z',
        lines: { a: [2], b: 1 },
        ratio: '0.1',
        raw: 'AP8=',
      },
    });
    expect(second?.fields).toMatchObject({ total: null, at: 'infinity', local: null });
    expect((await view.read([first?.key ?? ''], reading)).get(first?.key ?? '')?.fields).toEqual(first?.fields);
    await pool.end();
  });

  const pushed = async (view: View, names: readonly string[]): Promise<boolean> =>
    (await view.pushdown?.(names, reading)) !== undefined;

  it('is sketched in the database if SQL can render everything that is compared', async () => {
    expect(await pushed(orders(), ['total', 'state', 'at', 'local', 'raw'])).toBe(true);
    expect(await pushed(orders(), ['total', 'lines'])).toBe(false);
    expect(await pushed(orders(), ['ratio'])).toBe(false);
  });

  it('is streamed if a field is shaped, if no unique index covers the key, or if the table is a database view', async () => {
    const shaped: FieldDeclaration = { type: 'text', from: 'tag', shaped: (value) => value };
    expect(await pushed(orders({ fields: { tag: shaped } }), ['tag'])).toBe(false);
    expect(await pushed(orders({ key: { column: 'number', type: 'bigint' } }), ['total'])).toBe(false);
    expect(await pushed(orders({ table: 'open_orders' }), ['total'])).toBe(false);
    expect((await rowsOf(orders({ table: 'open_orders' }))).length).toBe(2);
  });

  it.each<[string, Partial<Parameters<typeof postgresView>[0]>, RegExp]>([
    [
      'a key of another type',
      { key: 'number' },
      /number of public\.orders is integer, not text: write \{ column: 'number', type: 'bigint' \}/,
    ],
    [
      'a key that is not unique',
      { key: { column: 'number', type: 'bigint' } },
      /public\.orders does not keep \(number\) unique: key the view by one of .*\(shop, number\)/,
    ],
    ['a key that may be null', { key: 'tag' }, /tag of public\.orders may be null/],
    [
      'a type that holds something else',
      { fields: { state: 'integer' } },
      /state of public\.orders is state, which cannot be read as integer: declare text/,
    ],
    [
      'a type that is compared as text',
      { fields: { cost: 'decimal' } },
      /cost of public\.orders is money.*declare text/,
    ],
  ])('is refused with %s', async (_what, mistake, message) => {
    const problems = (await orders(mistake).inspect?.(reading)) ?? [];
    expect(problems.map(({ message: problem }) => problem).join('\n')).toMatch(message);
  });

  it('is accepted if it is correct', async () => {
    expect(await orders().inspect?.(reading)).toEqual([]);
    expect(await orders({ table: 'open_orders' }).inspect?.(reading)).toEqual([]);
  });
});
