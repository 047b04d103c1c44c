/** Databases in encodings other than UTF-8. Their server refuses a statement with a character that they do not have. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { type GuardedWrite, postgresView, type Reading, type Row, type View } from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}

let postgres: Postgres;
beforeAll(async () => {
  postgres = await openPostgres();
}, 60_000);
afterAll(async () => postgres.close());

describe.each([
  ['LATIN1', 'é', 'ключ', '€uro'],
  ['LATIN9', '€', 'ключ', '日'],
  ['WIN1252', '€', 'ключ', '日'],
  ['KOI8R', 'ключ', 'é', '日'],
  ['EUC_JP', '日', '😀', 'ÿ😀'],
])('a database in %s', (encoding, held, notHeld, notHeldValue) => {
  let pool: Pool;
  let view: View;
  beforeAll(async () => {
    const database = `in_${encoding.toLowerCase()}`;
    await postgres.pool.query(
      `CREATE DATABASE ${database} ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    pool = new Pool({ connectionString: postgres.url.replace(/postgres$/, database) });
    await pool.query('CREATE TABLE p (id text PRIMARY KEY, name text)');
    await pool.query(`INSERT INTO p VALUES ('a', 'old'), ('${held}', '${held}')`);
    view = postgresView({ name: 'p', pool, table: 'p', key: 'id', fields: { name: 'text' }, writable: true });
  });
  afterAll(async () => pool.end());

  it('is streamed, because it hashes other bytes', async () => {
    expect(await view.inspect?.(reading)).toEqual([]);
    expect(await view.pushdown?.(['name'], reading)).toBeUndefined();
    expect((await rowsOf(view)).map(({ key, fields }) => [key, fields['name']])).toEqual([
      ['a', 'old'],
      [held, held],
    ]);
  });

  it('has no row for a key with characters that it does not have, and finds the rest', async () => {
    const others = Array.from({ length: 20 }, (_, at) => `${notHeld}${String(at)}`);
    const found = await view.read(['a', notHeld, held, 'missing', ...others], reading);
    expect([...found.keys()].sort()).toEqual(['a', held].sort());
    for (const key of [notHeld, ...others]) {
      expect(view.whyNotHeld?.(key)).toBe('the encoding of the database does not have its characters');
    }
    expect(view.whyNotHeld?.('missing')).toBeUndefined();
    expect((await view.read([notHeld, 'a'], reading)).size).toBe(1);
  });

  it('refuses a value that it does not have, and takes the others', async () => {
    const update = async (name: string) => {
      const guard = (await view.read(['a'], reading)).get('a') ?? { key: 'a', fields: {} };
      const write: GuardedWrite = { kind: 'update', key: 'a', fields: { name }, guard };
      return view.write?.(write, stamp);
    };
    await expect(update(notHeldValue)).rejects.toThrow('has no equivalent in encoding');
    expect(await update(held)).toMatchObject({ written: true });
    expect((await view.read(['a'], reading)).get('a')?.fields).toEqual({ name: held });
  });
});
