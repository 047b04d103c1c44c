import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresView, type Reading, type Row, type View } from '../../../reconciler/index.ts';
import { openPostgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00Z') };

describe('a PostgreSQL table with documents and arrays', () => {
  let postgres: Awaited<ReturnType<typeof openPostgres>>;
  beforeAll(async () => {
    postgres = await openPostgres();
    await postgres.pool.query(`CREATE TABLE customers (id text PRIMARY KEY, address jsonb, raw json, tags text[],
      numbers int[], grid int[][], plain text, state text NOT NULL DEFAULT 'new',
      visits bigint, active boolean, changed_at timestamptz)`);
    await postgres.pool.query(`INSERT INTO customers VALUES
      ('1', '{"city": "Bern", "zip": 3000, "geo": {"lat": 46.9480900000000001}}', '{"a": [1, 2]}', '{a,"b \\"c"}', '{1,2}', '{{1,2},{3,4}}', 'x', 'open'),
      ('2', '{"city": null}', NULL, '{}', NULL, NULL, NULL, 'open'),
      ('3', NULL, '{"a": 1}', NULL, '{}', NULL, '', 'closed')`);
  }, 60_000);
  afterAll(async () => postgres.close());

  const view = (options: Partial<Parameters<typeof postgresView>[0]> = {}): View =>
    postgresView({
      name: 'shop.customers',
      pool: postgres.pool,
      table: 'customers',
      key: 'id',
      fields: {
        city: { type: 'text', from: 'address.city', absent: 'null' },
        lat: { type: 'decimal', from: 'address.geo.lat' },
        tags: 'json',
        numbers: 'json',
        grid: 'json',
      },
      writable: true,
      ...options,
    });

  it('reads members by their path, and arrays as JSON', async () => {
    expect(await view().inspect?.(reading)).toEqual([]);
    expect((await rowsOf(view())).map(({ fields }) => fields)).toMatchObject([
      {
        city: 'Bern',
        lat: '46.9480900000000001',
        tags: ['a', 'b "c'],
        numbers: [1, 2],
        grid: [
          [1, 2],
          [3, 4],
        ],
      },
      { city: null, tags: [], numbers: null },
      { city: null, tags: null, numbers: [] },
    ]);
    const [, second] = await rowsOf(view());
    expect(second?.fields).not.toHaveProperty('lat');
  });

  it('writes arrays and members, and restores them', async () => {
    const customers = view();
    const guard = (await customers.read(['2'], reading)).get('2')!;
    const fields = { city: 'Thun', lat: '46.75', tags: ['x', 'y "z"', null, ''], numbers: [3], grid: [[5], [6]] };
    const written = await customers.write?.({ kind: 'update', key: '2', fields, guard }, stamp);
    expect(written).toMatchObject({ written: true });
    expect((await customers.read(['2'], reading)).get('2')?.fields).toEqual(fields);
    const image = written?.written === true ? written.image : null;
    const back = { kind: 'restore', key: '2', image: guard.image ?? null, expected: image } as const;
    expect(await customers.write?.(back, stamp)).toMatchObject({ written: true });
    expect((await customers.read(['2'], reading)).get('2')?.fields).toEqual(guard.fields);
    const copied = await customers.write?.(
      { kind: 'create', key: '7', fields: guard.fields, stored: guard.stored ?? {} },
      stamp,
    );
    expect(copied).toMatchObject({ written: true });
    await postgres.pool.query(`DELETE FROM customers WHERE id = '7'`);
  });

  it('copies arrays and documents of other PostgreSQL tables', async () => {
    const customers = view({ fields: { tags: 'json', address: 'json' } });
    const { fields, stored = {} } = (await customers.read(['1'], reading)).get('1')!;
    expect(await customers.write?.({ kind: 'create', key: '8', fields, stored }, stamp)).toMatchObject({
      written: true,
    });
    const { rows } = await postgres.pool.query(`SELECT tags, address FROM customers WHERE id IN ('1', '8')`);
    expect(rows[0]).toEqual(rows[1]);
    const swapped = view({ fields: { tags: { type: 'json', from: 'address' } } });
    const guard = (await swapped.read(['8'], reading)).get('8')!;
    const changed = { kind: 'update', key: '8', fields: { tags: fields['tags'] ?? null }, stored, guard } as const;
    expect(await swapped.write?.(changed, stamp)).toMatchObject({ written: true });
    await postgres.pool.query(`DELETE FROM customers WHERE id = '8'`);
  });

  it('refuses an array column a value that is no array, and a member of what is no object', async () => {
    const customers = view();
    const guard = (await customers.read(['1'], reading)).get('1')!;
    expect(
      await customers.write?.({ kind: 'update', key: '1', fields: { tags: { a: 1 } }, guard }, stamp),
    ).toMatchObject({ written: false, reason: expect.stringMatching(/tags is text\[\].*not an array/) });
    const inside = view({ fields: { x: { type: 'text', from: 'address.city.x' } } });
    const row = (await inside.read(['1'], reading)).get('1')!;
    expect(row.unreadable?.['x']).toBeUndefined();
    expect(await inside.write?.({ kind: 'update', key: '1', fields: { x: 'y' }, guard: row }, stamp)).toMatchObject({
      written: false,
      reason: expect.stringMatching(/address\.city\.x: a value on the way is not an object/),
    });
  });

  it.each([
    ['one value', { state: 'open' }, ['1', '2']],
    ['some values', { state: ['open', 'closed'] }, ['1', '2', '3']],
    ['null', { plain: null }, ['2']],
    ['any other value, null among them', { plain: { not: '' } }, ['1', '2']],
    ['a beginning', { state: { beginsWith: 'clo' } }, ['3']],
    ['a member of a document', { 'address.city': 'Bern' }, ['1']],
    ['a number in a document', { 'address.zip': 3000 }, ['1']],
    ['a member that is missing or null', { 'address.city': null }, ['2', '3']],
    ['the beginning of a member', { 'address.city': { beginsWith: 'Be' } }, ['1']],
    ['a member other than', { 'address.city': { not: 'Bern' } }, ['2', '3']],
  ] as const)('shows the rows with %s', async (_what, where, keys) => {
    const customers = view({ where });
    expect(await customers.inspect?.(reading)).toEqual([]);
    expect((await rowsOf(customers)).map(({ key }) => key)).toEqual(keys);
    expect([...(await customers.read(['1', '2', '3'], reading)).keys()].sort()).toEqual(keys);
  });

  it.each([
    [{ where: { nothing: 1 } }, 'where.nothing', /has no column nothing/],
    [{ where: { state: 5 } }, 'where.state', /is text, which is not compared with a number: write '5'/],
    [{ where: { state: true } }, 'where.state', /not compared with a boolean/],
    [{ where: { visits: 'abc' } }, 'where.visits', /is bigint, which is not compared with a text: write a number/],
    [{ where: { visits: { not: '1' } } }, 'where.visits', /write a number/],
    [{ where: { visits: { beginsWith: '1' } } }, 'where.visits', /write a number/],
    [{ where: { active: ['true'] } }, 'where.active', /is boolean.*: write true or false/],
    [
      { where: { changed_at: '2026-03-01T09:00:00Z' } },
      'where.changed_at',
      /is timestamp with time zone.*: compare a database view that has this condition/,
    ],
    [
      { where: { 'plain.x': 'y' } },
      'where.plain.x',
      /only json and jsonb hold documents.*a dot, compare a database view that renames it/,
    ],
    [{ fields: { x: { type: 'text', from: 'plain.x' } } }, 'fields.x', /write from: \['plain\.x'\]/],
    [{ fields: { tags: 'integer' } }, 'fields.tags', /declare json or text/],
    [{ key: { column: 'numbers', type: 'bigint' } }, 'key', /selects CAST\(numbers AS text\) AS numbers/],
  ] as const)('says before a row is read what is wrong with %j', async (options, place, message) => {
    const problems = (await view(options).inspect?.(reading)) ?? [];
    expect(problems).toContainEqual({
      path: `shop.customers.${place}`,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('reports once a path that no row holds', async () => {
    const absent: unknown[] = [];
    const customers = view({ fields: { x: { type: 'text', from: 'address.street' } } });
    for await (const row of customers.scan({ ...reading, absent: (field) => absent.push(field) })) {
      expect(row.key).toBeTruthy();
    }
    expect(absent).toEqual([{ view: 'shop.customers', field: 'x', attribute: 'address.street' }]);
  });
});

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}
