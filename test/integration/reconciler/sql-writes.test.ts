/** What a write to PostgreSQL causes, and what it must not touch. Each test has its own table. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  type Fields,
  type GuardedWrite,
  postgresView,
  type PostgresViewOptions,
  type Reading,
  type Row,
  type Stamp,
  type View,
} from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp: Stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };
const id = { column: 'id', type: 'bigint' } as const;

let postgres: Postgres;
beforeAll(async () => {
  postgres = await openPostgres();
}, 60_000);
afterAll(async () => postgres.close());

const sql = async (text: string): Promise<unknown[][]> => {
  const result = await postgres.pool.query({ text, rowMode: 'array' });
  // For several statements `pg` returns an array of results, which its types omit.
  const results = [result].flat() as readonly { readonly rows: unknown[][] }[];
  return results.at(-1)?.rows ?? [];
};

type Options = Partial<PostgresViewOptions<string>> & Pick<PostgresViewOptions<string>, 'table' | 'fields'>;

const viewOf = (options: Options): View =>
  postgresView<string>({ name: `test.${options.table}`, pool: postgres.pool, key: id, writable: true, ...options });

async function rowOf(view: View, key: string): Promise<Row> {
  const row = (await view.read([key], reading)).get(key);
  if (row === undefined) throw new Error(`there is no row ${key}`);
  return row;
}

const write = async (view: View, guarded: GuardedWrite) => {
  if (view.write === undefined) throw new Error(`${view.name} is not writable`);
  return view.write(guarded, stamp);
};

const update = async (view: View, key: string, fields: Fields) =>
  write(view, { kind: 'update', key, fields, guard: await rowOf(view, key) });

const problems = async (view: View): Promise<string> =>
  ((await view.inspect?.(reading)) ?? []).map(({ path, message }) => `${path}: ${message}`).join('\n');

/** Deletes as a repair does: the ledger records what will be deleted, and the deletion is guarded by it. */
async function remove(view: View, key: string): Promise<string> {
  const guard = await rowOf(view, key);
  const image = (await view.imageBefore?.({ kind: 'delete', key, guard })) ?? guard.image ?? '{}';
  expect(await write(view, { kind: 'delete', key, guard: { ...guard, image } })).toEqual({
    written: true,
    image: null,
  });
  return image;
}

describe('a value that the column cannot hold', () => {
  it.each([
    ['numeric(12,2)', 'decimal', '1.005', '1.00'],
    ['real', 'decimal', '0.30000000000000004', '0.5'],
    ['timestamptz(0)', 'timestamp', '2026-03-01T10:00:00.600000Z', '2026-03-01 10:00:00+00'],
    ['varchar(3)', 'text', 'abcd', 'abc'],
    ['integer', 'decimal', '2.5', '2'],
  ] as const)('is not written to %s', async (type, field, value, before) => {
    await sql(`DROP TABLE IF EXISTS rounds; CREATE TABLE rounds (id bigint PRIMARY KEY, v ${type});
      INSERT INTO rounds VALUES (1, '${before}')`);
    const view = viewOf({ table: 'rounds', fields: { v: field } });
    const outcome = await update(view, '1', { v: value }).catch((error: unknown) => ({
      written: false,
      reason: String(error),
    }));
    expect(outcome).toMatchObject({
      written: false,
      reason: expect.stringMatching(/v of public\.rounds|varying\(3\)|integer/),
    });
    expect(await sql(`SELECT v = '${before}' FROM rounds`)).toEqual([[true]]);
  });
});

describe('a key', () => {
  it('creates no row if the row could not be found by it', async () => {
    await sql('CREATE TABLE short (id varchar(4) PRIMARY KEY, v text)');
    const view = viewOf({ table: 'short', key: 'id', fields: { v: 'text' } });
    const outcome = await write(view, { kind: 'create', key: 'abcd   ', fields: { v: 'x' } });
    expect(outcome.written).toBe(false);
    expect(await sql('SELECT * FROM short')).toEqual([]);
  });

  it('may be deferrable, or an identity column, whose sequence then advances', async () => {
    await sql(`CREATE TABLE later (id bigint PRIMARY KEY DEFERRABLE, v text);
      CREATE TABLE counted (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)`);
    for (const table of ['later', 'counted']) {
      const view = viewOf({ table, fields: { v: 'text' } });
      expect((await write(view, { kind: 'create', key: '5000', fields: { v: 'x' } })).written).toBe(true);
      expect((await write(view, { kind: 'create', key: '5000', fields: { v: 'y' } })).written).toBe(false);
    }
    expect(await sql(`INSERT INTO counted (v) VALUES ('own') RETURNING id`)).toEqual([['5001']]);
  });
});

describe('a trigger', () => {
  it('that skips a write is reported by name, and nothing is written', async () => {
    await sql(`CREATE TABLE skipped (id bigint PRIMARY KEY, v text); INSERT INTO skipped VALUES (1, 'old');
      CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER keep_out BEFORE INSERT OR UPDATE OR DELETE ON skipped FOR EACH ROW EXECUTE FUNCTION skip()`);
    const view = viewOf({ table: 'skipped', fields: { v: 'text' } });
    const named = { written: false, reason: expect.stringContaining('keep_out') };
    expect(await update(view, '1', { v: 'new' })).toEqual(named);
    expect(await write(view, { kind: 'create', key: '2', fields: { v: 'new' } })).toEqual(named);
    expect(await write(view, { kind: 'delete', key: '1', guard: await rowOf(view, '1') })).toEqual(named);
    expect(await sql('SELECT * FROM skipped')).toEqual([['1', 'old']]);
  });

  it('that changes a written value is reported by name, and nothing is written', async () => {
    await sql(`CREATE TABLE shouted (id bigint PRIMARY KEY, v text); INSERT INTO shouted VALUES (1, 'OLD');
      CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.v = upper(NEW.v); RETURN NEW; END';
      CREATE TRIGGER shouting BEFORE INSERT OR UPDATE ON shouted FOR EACH ROW EXECUTE FUNCTION shout()`);
    const view = viewOf({ table: 'shouted', fields: { v: 'text' } });
    expect(await update(view, '1', { v: 'new' })).toEqual({
      written: false,
      reason: expect.stringContaining('shouting'),
    });
    expect(await sql('SELECT v FROM shouted')).toEqual([['OLD']]);
    expect((await update(view, '1', { v: 'NEW' })).written).toBe(true);
  });

  it('that sets another column does not prevent a repair, but prevents its undo, whose error names the trigger', async () => {
    await sql(`CREATE TABLE stamped (id bigint PRIMARY KEY, v text, at timestamptz DEFAULT now()); INSERT INTO stamped VALUES (1, 'old', '2020-01-01');
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at = clock_timestamp(); RETURN NEW; END';
      CREATE TRIGGER touching BEFORE UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION touch()`);
    const view = viewOf({ table: 'stamped', fields: { v: 'text' } });
    const before = (await rowOf(view, '1')).image ?? null;
    const repaired = await update(view, '1', { v: 'new' });
    expect(repaired.written).toBe(true);
    const restore = {
      kind: 'restore',
      key: '1',
      image: before,
      expected: repaired.written ? repaired.image : null,
    } as const;
    expect(await write(view, restore)).toEqual({ written: false, reason: expect.stringMatching(/^at of .*touching/) });
    await sql('ALTER TABLE stamped DISABLE TRIGGER touching');
    expect((await write(view, restore)).written).toBe(true);
    expect(await sql(`SELECT v, at = '2020-01-01' FROM stamped`)).toEqual([['old', true]]);
  });
});

describe('a deletion that cascades to other rows', () => {
  beforeAll(async () => {
    await sql(`CREATE TABLE cust (id bigint PRIMARY KEY, code text UNIQUE, name text);
      CREATE TABLE orders (n int PRIMARY KEY, cust bigint REFERENCES cust ON DELETE CASCADE, j json);
      CREATE TABLE lines (n int, ord int REFERENCES orders ON DELETE CASCADE, note text);
      CREATE TABLE visits (n int PRIMARY KEY, cust bigint REFERENCES cust ON DELETE SET NULL, note text);
      CREATE TABLE coded (code text REFERENCES cust (code) ON UPDATE CASCADE)`);
  });
  const fill = () =>
    sql(`TRUNCATE cust, orders, lines, visits, coded; INSERT INTO cust VALUES (1, 'a', 'A'), (2, 'b', 'B');
    INSERT INTO orders VALUES (10, 1, '{"b": 1,  "a": 2}'), (11, 1, NULL), (20, 2, NULL); INSERT INTO lines VALUES (1, 10, 'x'), (1, 10, 'x'), (2, 20, NULL);
    INSERT INTO visits VALUES (1, 1, 'v'), (2, 2, 'w')`);
  const all = async () => {
    const tables = ['cust', 'orders', 'lines', 'visits'];
    return Promise.all(tables.map(async (table) => (await sql(`SELECT t::text FROM ${table} AS t`)).flat().sort()));
  };

  it('is refused before any row is read, with the tables and the option that allows it', async () => {
    const said = await problems(viewOf({ table: 'cust', fields: { name: 'text' } }));
    expect(said).toMatch(
      /public\.orders \(orders_cust_fkey, ON DELETE CASCADE\), public\.visits \(visits_cust_fkey, ON DELETE SET NULL\)/,
    );
    expect(said).toContain("cascades: 'restore'");
    expect(await problems(viewOf({ table: 'cust', fields: { name: 'text' }, cascades: 'restore' }))).toBe('');
  });

  it('is refused, like the change of a field that cascades', async () => {
    const view = viewOf({ table: 'cust', fields: { code: 'text' }, cascades: 'restore' });
    expect(await problems(view)).toMatch(/fields\.code: .*public\.coded \(coded_code_fkey, ON UPDATE CASCADE\)/);
  });

  it('is undone completely, at any depth, with the rows that it changed', async () => {
    await fill();
    const before = await all();
    const view = viewOf({ table: 'cust', fields: { name: 'text' }, cascades: 'restore' });
    const image = await remove(view, '1');
    expect(await all()).not.toEqual(before);
    expect((await write(view, { kind: 'restore', key: '1', image, expected: null })).written).toBe(true);
    expect(await all()).toEqual(before);
  });

  it('is not undone over a row that has been written since', async () => {
    await fill();
    const view = viewOf({ table: 'cust', fields: { name: 'text' }, cascades: 'restore' });
    const image = await remove(view, '1');
    await sql(`UPDATE visits SET note = 'later' WHERE n = 1`);
    const outcome = await write(view, { kind: 'restore', key: '1', image, expected: null });
    expect(outcome).toEqual({ written: false, reason: expect.stringContaining('public.visits') });
    expect(await sql('SELECT id FROM cust')).toEqual([['2']]);
  });

  it('is refused if there are more rows than the ledger records', async () => {
    await fill();
    const view = viewOf({ table: 'cust', fields: { name: 'text' }, cascades: 'restore' });
    const guard = await rowOf(view, '1');
    const image = await view.imageBefore?.({ kind: 'delete', key: '1', guard });
    await sql('INSERT INTO orders VALUES (12, 1, NULL)');
    const outcome = await write(view, { kind: 'delete', key: '1', guard: { ...guard, image: image ?? '{}' } });
    expect(outcome.written).toBe(false);
    expect(await sql('SELECT n FROM orders WHERE cust = 1')).toHaveLength(3);
  });

  it('is refused in the undo of a create if other rows now refer to the row', async () => {
    await fill();
    const view = viewOf({ table: 'cust', fields: { name: 'text' } });
    const created = await write(view, { kind: 'create', key: '3', fields: { name: 'C' } });
    await sql('INSERT INTO orders VALUES (30, 3, NULL)');
    const undo = { kind: 'restore', key: '3', image: null, expected: created.written ? created.image : null } as const;
    await expect(view.imageBefore?.(undo)).rejects.toThrow(/public\.orders/);
    expect((await write(view, undo)).written).toBe(false);
    expect(await sql('SELECT n FROM orders WHERE cust = 3')).toEqual([[30]]);
  });
});

describe('a role that may read and write some columns', () => {
  it('repairs and undoes those, and deletes no row that has a column it may not read', async () => {
    await sql(`CREATE TABLE granted (id bigint PRIMARY KEY, v text, secret text); INSERT INTO granted VALUES (1, 'old', 's');
      CREATE ROLE narrow LOGIN PASSWORD 'narrow'; GRANT SELECT (id, v), UPDATE (v), DELETE ON granted TO narrow`);
    const pool = new Pool({ connectionString: postgres.url.replace(/\/\/[^@]*@/, '//narrow:narrow@') });
    try {
      const view = viewOf({ table: 'granted', pool, fields: { v: 'text' } });
      expect(await problems(view)).toBe('');
      const before = (await rowOf(view, '1')).image ?? null;
      const repaired = await update(view, '1', { v: 'new' });
      expect(repaired).toMatchObject({ written: true });
      const expected = repaired.written ? repaired.image : null;
      expect((await write(view, { kind: 'restore', key: '1', image: before, expected })).written).toBe(true);
      expect(await sql('SELECT v, secret FROM granted')).toEqual([['old', 's']]);
      const guard = await rowOf(view, '1');
      await expect(view.imageBefore?.({ kind: 'delete', key: '1', guard })).rejects.toThrow(
        /secret of public\.granted/,
      );
    } finally {
      await pool.end();
    }
  });
});

describe('an image', () => {
  it('of an earlier format is refused, with the reason', () => {
    const view = viewOf({ table: 'any', fields: { v: 'text' } });
    expect(view.images?.whyNotRestorable?.('{"id": 1, "v": "x"}')).toMatch(/earlier version/);
  });

  it('contains the declared columns for an update, and the whole row for a deletion', async () => {
    await sql(
      `CREATE TABLE wide (id bigint PRIMARY KEY, v text, other json); INSERT INTO wide VALUES (1, 'x', '{"a":  1}')`,
    );
    const view = viewOf({ table: 'wide', fields: { v: 'text' } });
    const guard = await rowOf(view, '1');
    const columns = (image: string | undefined) => Object.keys(JSON.parse(image ?? '{}') as object).sort();
    expect(columns(guard.image)).toEqual(['', 'id', 'v']);
    expect(columns(await view.imageBefore?.({ kind: 'delete', key: '1', guard }))).toEqual(['', 'id', 'other', 'v']);
  });

  it.each([
    ['xml', `'<?xml version="1.0" encoding="UTF-8"?><a/>'`],
    ['xml', `'<?xml version="1.0" standalone="yes"?>\n<a/>'`],
    ['xml[]', `ARRAY['<?xml version="1.0"?><a/>', NULL, '<b x="\\">,</b>']::xml[]`],
    ['document', `'<?xml version="1.0"?><a/>'`],
    ['bpchar', `'ab  '`],
    ['character(5)[]', `'{"ab",NULL}'`],
    ['"char"', `'\\377'`],
    ['inet', `'10.0.0.1/32'`],
    ['name[]', `'{"a b",c}'`],
  ])('keeps a value of type %s as a cast returns it: %s', async (type, value) => {
    await sql(`DROP TABLE IF EXISTS kept; DROP DOMAIN IF EXISTS document; CREATE DOMAIN document AS xml;
      CREATE TABLE kept (id bigint PRIMARY KEY, v text, other ${type}); INSERT INTO kept VALUES (1, 'x', ${value})`);
    const whole = async () => sql(`SELECT other::text, other::${type === 'xml[]' ? 'text[]' : type}::text FROM kept`);
    const before = await whole();
    const view = viewOf({ table: 'kept', fields: { v: 'text' } });
    const image = await remove(view, '1');
    expect(await sql('SELECT FROM kept')).toEqual([]);
    expect(await write(view, { kind: 'restore', key: '1', image, expected: null })).toMatchObject({ written: true });
    expect(await whole()).toEqual(before);
    const declared = viewOf({ table: 'kept', fields: { other: 'text' } });
    const guard = await rowOf(declared, '1');
    const updated = await write(declared, { kind: 'update', key: '1', fields: { other: null }, guard });
    const expected = updated.written ? updated.image : null;
    await write(declared, { kind: 'restore', key: '1', image: guard.image ?? null, expected });
    expect(await whole()).toEqual(before);
  });

  it('is not changed by VACUUM FULL, which only rewrites the table', async () => {
    const view = viewOf({ table: 'wide', fields: { v: 'text' } });
    const { image } = await rowOf(view, '1');
    await sql('VACUUM (FULL, FREEZE) wide');
    expect((await rowOf(view, '1')).image).toBe(image);
  });

  it('is exported with only the declared values', async () => {
    const view = viewOf({ table: 'wide', fields: { v: { type: 'text', sensitive: true } } });
    const image = await view.imageBefore?.({ kind: 'delete', key: '1', guard: await rowOf(view, '1') });
    expect(view.images?.redacted(image ?? '')).toBe('{"id":"1","other":"[not declared]","v":"[sensitive]"}');
  });
});

describe('a table', () => {
  it.each(['GENERATED ALWAYS AS IDENTITY'])('with a compared column that is %s is refused', async (kind) => {
    await sql(`CREATE TABLE numbered (id bigint PRIMARY KEY, seq bigint ${kind})`);
    const view = viewOf({ table: 'numbered', fields: { seq: 'integer' } });
    expect(await problems(view)).toMatch(/fields\.seq: seq of public\.numbered is GENERATED ALWAYS/);
  });

  it('that PostgreSQL does not write to is refused if it is declared writable', async () => {
    await sql(`CREATE TABLE behind (id bigint PRIMARY KEY, v text); CREATE MATERIALIZED VIEW kept_view AS SELECT * FROM behind;
      CREATE UNIQUE INDEX ON kept_view (id); CREATE VIEW grouped AS SELECT id, max(v) AS v FROM behind GROUP BY id;
      CREATE VIEW computed AS SELECT id, upper(v) AS v, v AS w FROM behind`);
    const key = { ...id, notNull: true } as const;
    const fields = { v: 'text' } as const;
    for (const [table, kind] of [
      ['kept_view', 'materialised view'],
      ['grouped', 'database view'],
    ] as const) {
      expect(await problems(viewOf({ table, key, fields }))).toContain(
        `test.${table}.writable: public.${table} is a ${kind} that PostgreSQL does not write to`,
      );
      expect(await problems(viewOf({ table, key, fields, writable: false }))).toBe('');
    }
    expect(await problems(viewOf({ table: 'computed', key, fields }))).toContain(
      'test.computed.fields.v: v of public.computed is computed by the database view',
    );
    expect(await problems(viewOf({ table: 'computed', key, fields: { w: 'text' } }))).toBe('');
  });

  it('is read, written and restored with as many columns as a table can have', async () => {
    const names = Array.from({ length: 1599 }, (_, at) => `c${String(at)}`);
    await sql(`CREATE TABLE widest (id bigint PRIMARY KEY, ${names.map((name) => `${name} bytea`).join(', ')});
      INSERT INTO widest (id, c0, c1598) VALUES (1, '\\x00ff', '\\x01')`);
    const fields = Object.fromEntries(names.map((name) => [name, 'binary'] as const));
    const view = viewOf({ table: 'widest', fields });
    expect(await problems(view)).toBe('');
    const guard = await rowOf(view, '1');
    expect(guard.fields).toMatchObject({ c0: 'AP8=', c1: null, c1598: 'AQ==' });
    const updated = await update(view, '1', { c0: null, c1597: 'Ag==' });
    expect(updated).toMatchObject({ written: true });
    const expected = updated.written ? updated.image : null;
    await write(view, { kind: 'restore', key: '1', image: guard.image ?? null, expected });
    expect((await rowOf(view, '1')).fields).toEqual(guard.fields);
    const twice = { ...fields, again: { type: 'binary', from: 'c0' } } as const;
    expect(await problems(viewOf({ table: 'widest', fields: twice }))).toContain(
      'test.widest.fields: the view declares 1601 columns, and a view reads at most 1600: leave out at least 1 of them',
    );
  });

  it('that is a database view is written under a guard on its values', async () => {
    await sql(`CREATE TABLE base (id bigint PRIMARY KEY, v text, w text); INSERT INTO base VALUES (1, 'old', 'w');
      CREATE VIEW over_base AS SELECT * FROM base`);
    const view = viewOf({ table: 'over_base', fields: { v: 'text' } });
    const guard = await rowOf(view, '1');
    await sql(`UPDATE base SET w = 'moved'`);
    expect((await write(view, { kind: 'update', key: '1', fields: { v: 'new' }, guard })).written).toBe(false);
    expect((await update(view, '1', { v: 'new' })).written).toBe(true);
    expect(await sql('SELECT v, w FROM base')).toEqual([['new', 'moved']]);
    await sql('CREATE TABLE of_base (n int, base bigint REFERENCES base ON DELETE CASCADE)');
    expect(await problems(view)).toMatch(/public\.of_base .*make the view read-only/);
  });

  it.each([
    ['timestamp', '-000043-03-15T00:00:00.000000Z', '0044-03-15 00:00:00 BC'],
    ['timestamp', '+012026-03-15T00:00:00.000000Z', '12026-03-15 00:00:00'],
    ['timestamp', 'infinity', 'infinity'],
    ['binary', 'AP8=', '\\x00ff'],
    ['json', { b: [1, 'x'] }, '{"b":[1,"x"]}'],
  ] as const)('stores a %s from another kind of store exactly: %j', async (type, value, stored) => {
    const columns = { timestamp: 'timestamp', binary: 'bytea', json: 'json' } as const;
    await sql(`DROP TABLE IF EXISTS taken; CREATE TABLE taken (id bigint PRIMARY KEY, v ${columns[type]})`);
    const view = viewOf({ table: 'taken', fields: { v: type } });
    expect(await write(view, { kind: 'create', key: '1', fields: { v: value } })).toMatchObject({ written: true });
    expect(await sql(`SELECT v::text FROM taken`)).toEqual([[stored]]);
  });
});
