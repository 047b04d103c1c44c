/** A PostgreSQL view reads the same under any settings of the session: everything, or an error. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { type PostgresPool, postgresView, type Reading, type Row, type View } from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}

const HOSTILE = [
  `timezone = 'Europe/Paris'`,
  `datestyle = 'German'`,
  `intervalstyle = 'sql_standard'`,
  `extra_float_digits = -15`,
  `bytea_output = 'escape'`,
  `search_path = 'elsewhere'`,
  `default_transaction_isolation = 'serializable'`,
];

const PRICED = `1 AS id, '12:00'::time AS at, '2026-03-01'::date AS day, '["2026-03-01","2026-03-02")'::tstzrange AS span,
  '1 mon -2 days'::interval AS lasting, 0.1::float8 + 0.2 AS ratio, '\\x00ff'::bytea AS raw, '12.5'::money AS cost,
  '1900-01-01 00:00:00.000001+00'::timestamptz AS first_seen, 'NaN'::numeric AS share, '{"a": "\\u0000"}'::json AS doc`;

const FIELDS = {
  at: 'text',
  day: 'text',
  span: 'text',
  lasting: 'text',
  ratio: 'decimal',
  raw: 'binary',
  cost: 'text',
  first_seen: 'timestamp',
  share: 'decimal',
  doc: 'json',
} as const;

describe('a PostgreSQL view', () => {
  let postgres: Postgres;
  const pools: Pool[] = [];
  const connect = (user?: string): Pool => {
    const pool = new Pool({ connectionString: postgres.url.replace(/\/\/[^:]+/, (own) => (user ? `//${user}` : own)) });
    pools.push(pool);
    return pool;
  };
  const sql = (statement: string) => postgres.pool.query(statement);
  const key = { column: 'id', type: 'bigint' } as const;
  const view = (table: string, more: Partial<Parameters<typeof postgresView>[0]> = {}) =>
    postgresView<string>({ name: table, pool: postgres.pool, table, key, fields: { v: 'text' }, ...more });
  const problems = async (one: View) => ((await one.inspect?.(reading)) ?? []).map(({ message }) => message).join('\n');

  beforeAll(async () => {
    postgres = await openPostgres();
    const { password } = new URL(postgres.url);
    await sql(`CREATE ROLE hostile LOGIN PASSWORD '${password}'; CREATE ROLE limited LOGIN PASSWORD '${password}'`);
    for (const setting of HOSTILE) await sql(`ALTER ROLE hostile SET ${setting}`);
    // Functions with the names that statements use, where the session's search path finds them first.
    await sql(`CREATE SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO hostile;
      CREATE FUNCTION elsewhere.encode(bytea, text) RETURNS text LANGUAGE sql AS $$ SELECT 'wrong' $$;
      CREATE FUNCTION elsewhere.octet_length(text) RETURNS integer LANGUAGE sql AS $$ SELECT 0 $$;
      ALTER ROLE hostile SET search_path = elsewhere, pg_catalog`);
    await sql(
      `CREATE TABLE priced AS SELECT ${PRICED}; ALTER TABLE priced ADD PRIMARY KEY (id); GRANT SELECT ON priced TO hostile`,
    );
  }, 60_000);

  afterAll(async () => {
    for (const pool of pools) await pool.end();
    await postgres.close();
  });

  it('reads the same from a session in which every setting differs', async () => {
    const [own, hostile] = [
      view('priced', { fields: FIELDS }),
      view('priced', { fields: FIELDS, pool: connect('hostile') }),
    ];
    expect(await rowsOf(hostile)).toEqual(await rowsOf(own));
    const [one, other] = [await own.read(['1'], reading), await hostile.read(['1'], reading)];
    expect(other).toEqual(one);
    expect(one.get('1')?.fields).toMatchObject({
      day: '2026-03-01',
      lasting: '1 mon -2 days',
      ratio: '0.30000000000000004',
      first_seen: '1900-01-01T00:00:00.000001Z',
      share: 'NaN',
    });
    expect(one.get('1')?.stored).toMatchObject({
      first_seen: { store: 'postgresql', text: '1900-01-01 00:00:00.000001+00' },
      raw: { store: 'postgresql', text: '\\x00ff' },
      cost: { store: 'postgresql', text: '$12.50' },
      doc: { store: 'postgresql', text: '{"a": "\\u0000"}' },
    });
  });

  it('leaves the settings of the session unchanged', async () => {
    const pool = connect('hostile');
    await rowsOf(view('priced', { fields: FIELDS, pool }));
    const { rows } = await pool.query<{ zone: string; path: string }>(
      `SELECT current_setting('timezone') AS zone, current_setting('search_path') AS path`,
    );
    expect(rows).toEqual([{ zone: 'Europe/Paris', path: 'elsewhere, pg_catalog' }]);
  });

  it('reads every timestamp that PostgreSQL can hold, whether it is streamed or sorted in the database', async () => {
    const moments = [
      '0044-03-15 12:00:00 BC',
      '4714-11-24 00:00:00+00 BC',
      '294276-12-31 23:59:59.999999+00',
      '-infinity',
    ];
    await sql(`CREATE TABLE moments (id bigint PRIMARY KEY, v timestamptz);
      INSERT INTO moments SELECT n, v::timestamptz FROM unnest('{${moments.map((one) => `"${one}"`).join(',')}}'::text[]) WITH ORDINALITY AS m(v, n)`);
    const all = view('moments', { fields: { v: 'timestamp' } });
    const streamed = await rowsOf(all);
    expect(streamed.map(({ fields }) => fields['v'])).toEqual([
      '-000043-03-15T12:00:00.000000Z',
      '-004713-11-24T00:00:00.000000Z',
      '+294276-12-31T23:59:59.999999Z',
      '-infinity',
    ]);
    const pushdown = await all.pushdown?.(['v'], reading);
    const sorted: Row[] = [];
    for await (const { rows } of pushdown?.sorted?.({ version: 3, seed: '0'.repeat(32), cells: 1 }, reading) ?? []) {
      sorted.push(...rows.map(({ row }) => row()));
    }
    expect(sorted.sort((one, other) => (one.key < other.key ? -1 : 1))).toEqual(streamed);
  });

  it('needs only the columns that it declares, whatever the others are', async () => {
    await sql(`CREATE TABLE granted (id bigint PRIMARY KEY, v text, secret json);
      INSERT INTO granted VALUES (1, 'a', '{"x": "\\u0000"}'); GRANT SELECT (id, v) ON granted TO limited`);
    const granted = view('granted', { pool: connect('limited') });
    expect(await problems(granted)).toBe('');
    expect(await rowsOf(granted)).toEqual([{ key: '1', fields: { v: 'a' } }]);
    expect((await granted.read(['1'], reading)).get('1')).toMatchObject({
      fields: { v: 'a' },
      image: '{"":{},"id":"1","v":"a"}',
    });
    expect(await granted.pushdown?.(['v'], reading)).toBeDefined();
  });

  it('refuses a table whose rows may be hidden, and reads nothing', async () => {
    await sql(`CREATE TABLE hidden (id bigint PRIMARY KEY, v text); INSERT INTO hidden VALUES (1, 'a'); GRANT SELECT ON hidden TO limited;
      ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON hidden USING (v = 'nobody')`);
    const hidden = view('hidden', { pool: connect('limited') });
    expect(await problems(hidden)).toMatch(/row-level security may hide rows of public\.hidden/);
    await expect(rowsOf(hidden)).rejects.toThrow(/hidden could not be read: .*row-level security/);
    expect(await problems(view('hidden'))).toBe('');
  });

  it('refuses a key in which two texts can be the same value', async () => {
    await sql(`CREATE COLLATION ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE folded (id text COLLATE ignoring_case PRIMARY KEY, v text); CREATE TABLE padded (id char(3) PRIMARY KEY, v text)`);
    expect(await problems(view('folded', { key: 'id' }))).toMatch(
      /id of public\.folded treats different texts as the same key/,
    );
    expect(await problems(view('padded', { key: 'id' }))).toMatch(/id of public\.padded is character\(n\)/);
  });

  it('finds a row by any spelling of its key, and no row by an impossible key', async () => {
    await sql(`CREATE TABLE spelled (id bigint PRIMARY KEY, v text); INSERT INTO spelled VALUES (7, 'Bond');
      CREATE TABLE texts (id text PRIMARY KEY, v text); INSERT INTO texts VALUES ('a', 'x')`);
    const numbers = view('spelled');
    const impossible = ['abc', '99999999999999999999', '', '7.5'];
    const found = await numbers.read(['7', '007', '7.0', ...impossible], reading);
    expect([...found.keys()]).toEqual(['7', '007', '7.0']);
    expect(impossible.map((one) => numbers.whyNotHeld?.(one))).toEqual(
      impossible.map(() => 'its column id is bigint, and the key is not'),
    );
    const texts = view('texts', { key: 'id' });
    expect([...(await texts.read(['a', 'n\0l', '\ud800'], reading)).keys()]).toEqual(['a']);
    expect(texts.whyNotHeld?.('n\0l')).toMatch(/NUL/);
  });

  it('reads a materialised view by its unique index, and a nullable key that is declared not null', async () => {
    await sql(`CREATE MATERIALIZED VIEW summed AS SELECT 1::bigint AS id, 'a'::text AS v; CREATE UNIQUE INDEX ON summed (id);
      CREATE TABLE nullable (id bigint UNIQUE, v text); INSERT INTO nullable VALUES (1, 'a')`);
    expect(await problems(view('summed'))).toBe('');
    expect(await rowsOf(view('summed'))).toEqual([{ key: '1', fields: { v: 'a' } }]);
    expect(await problems(view('nullable'))).toMatch(/id of public\.nullable may be null: .* notNull: true/);
    const declared = view('nullable', { key: { ...key, notNull: true } });
    expect(await problems(declared)).toBe('');
    expect(await declared.pushdown?.(['v'], reading)).toBeUndefined();
    await sql('INSERT INTO nullable VALUES (NULL, $$b$$)');
    await expect(rowsOf(declared)).rejects.toThrow(/nullable could not be read: a row has null in its key column id/);
  });

  it('compares a fraction in an integer field as the database does', async () => {
    await sql(`CREATE TABLE halves (id bigint PRIMARY KEY, v numeric); INSERT INTO halves VALUES (1, 1.50), (2, 2.0)`);
    const halves = await rowsOf(view('halves', { fields: { v: 'integer' } }));
    expect(halves.map(({ fields }) => fields['v'])).toEqual(['1.5', 2n]);
  });

  describe('whose connection is lost', () => {
    const endAll = (user: string) =>
      sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`);
    const settled = () => new Promise((resolve) => setTimeout(resolve, 200));

    it('opens another one if it was idle', async () => {
      const lost = view('priced', { fields: FIELDS, pool: connect('hostile') });
      const before = await rowsOf(lost);
      await endAll('hostile');
      expect(await rowsOf(lost)).toEqual(before);
      await endAll('hostile');
      await settled();
      expect(await lost.read(['1'], reading)).toHaveProperty('size', 1);
    });

    it('is an error during a scan', async () => {
      await sql(`CREATE TABLE many AS SELECT n::bigint AS id, 'x' AS v FROM generate_series(1, 5000) AS n;
        ALTER TABLE many ADD PRIMARY KEY (id); GRANT SELECT ON many TO hostile`);
      const many = view('many', { pool: connect('hostile'), pageRows: 10 });
      const scan = async () => {
        let rows = 0;
        for await (const { key: read } of many.scan(reading)) {
          rows += read === '' ? 0 : 1;
          if (rows !== 10) continue;
          await endAll('hostile');
          await settled();
        }
      };
      await expect(scan()).rejects.toThrow(/many could not be read/);
    });
  });

  it('reads a row without a time if that is infinite, or beyond the range of Date', async () => {
    await sql(`CREATE TABLE timed (id bigint PRIMARY KEY, v text, at timestamptz); INSERT INTO timed VALUES (1, 'a', 'infinity'),
      (2, 'b', '-infinity'), (3, 'c', '280000-01-01'), (4, 'd', NULL), (5, 'e', '2026-03-01 10:00:00+00')`);
    const rows = await rowsOf(view('timed', { updatedAt: 'at' }));
    expect(rows.map(({ key: of, ...row }) => [of, 'touchedAt' in row ? row.touchedAt : 'none'])).toEqual([
      ['1', 'none'],
      ['2', 'none'],
      ['3', 'none'],
      ['4', 'none'],
      ['5', Date.UTC(2026, 2, 1, 10)],
    ]);
  });

  it('does not read from a replica', async () => {
    const { pool } = postgres;
    const replica: PostgresPool = {
      async connect() {
        const connection = await pool.connect();
        return {
          query: (query) =>
            connection.query({ ...query, text: query.text.replace('pg_catalog.pg_is_in_recovery()', 'true') }),
          release: (end) => {
            connection.release(end);
          },
        };
      },
    };
    await expect(view('priced', { pool: replica }).read(['1'], reading)).rejects.toThrow(/the server is a replica/);
  });
});
