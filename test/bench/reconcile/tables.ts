/** Tables of five columns of mixed types, and copies of them with differences scattered over the keys. */
import type { Client } from 'pg';

export interface Differences {
  /** Rows that the copy holds with another value. */
  readonly changed: number;
  /** Rows that the copy does not hold. */
  readonly missing: number;
  /** Rows that the copy alone holds. */
  readonly extra: number;
}

export const NO_DIFFERENCES: Differences = { changed: 0, missing: 0, extra: 0 };

/** Eight of ten are changed rows, one is missing, and one is too many. */
export function scattered(count: number): Differences {
  const missing = Math.floor(count / 10);
  return { changed: count - 2 * missing, missing, extra: missing };
}

const COLUMNS = `key text NOT NULL, name text, price numeric(14, 4), at timestamptz, active boolean`;

/** A prime that no number of rows here is a multiple of, so that numbers times it are spread over the keys. */
const SPREAD = 7_368_787;

/** Makes a table of so many rows, anew. */
export async function makeOriginal(client: Client, table: string, rows: number): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${table}; CREATE UNLOGGED TABLE ${table} (${COLUMNS})`);
  await client.query(
    `INSERT INTO ${table} SELECT 'order-' || i, 'customer ' || md5(i::text), (i % 1000003)::numeric / 16,
       timestamptz '2026-01-01' + i * interval '1.000001 second', i % 3 = 0 FROM generate_series(0, ${rows - 1}) AS i`,
  );
  await finish(client, table);
}

interface Copy {
  readonly original: string;
  readonly copy: string;
  /** Of the original. */
  readonly rows: number;
}

/** Where a row stands among those that may differ: 0 to the number of rows, each once, scattered over the keys. */
const place = (key: string, rows: number): string => `(CAST(substr(${key}, 7) AS bigint) * ${SPREAD}) % ${rows}`;

const extras = (copy: string, from: number, to: number): string =>
  `INSERT INTO ${copy} SELECT 'extra-' || i, 'nobody', 1, timestamptz '2026-01-01', true FROM generate_series(${from + 1}, ${to}) AS i`;

/** A copy of the original's rows, but for these differences, which are never twice on one row. */
export async function makeCopy(
  client: Client,
  { original, copy, rows }: Copy,
  differences: Differences,
): Promise<void> {
  const { changed, missing, extra } = differences;
  await client.query(`DROP TABLE IF EXISTS ${copy}; CREATE UNLOGGED TABLE ${copy} (${COLUMNS})`);
  await client.query(
    `INSERT INTO ${copy} SELECT o.key, CASE WHEN p < ${changed} THEN o.name || '!' ELSE o.name END, o.price, o.at, o.active
       FROM (SELECT *, ${place('o.key', rows)} AS p FROM ${original} AS o) AS o WHERE p < ${rows - missing}`,
  );
  await client.query(extras(copy, 0, extra));
  await finish(client, copy);
}

/** Brings a copy from some differences to more of them. */
export async function makeDiffer(
  client: Client,
  { copy, rows }: Copy,
  from: Differences,
  to: Differences,
): Promise<void> {
  const p = `CASE WHEN key LIKE 'order-%' THEN ${place('key', rows)} END`;
  await client.query(`UPDATE ${copy} SET name = name || '!' WHERE ${p} BETWEEN ${from.changed} AND ${to.changed - 1}`);
  await client.query(`DELETE FROM ${copy} WHERE ${p} BETWEEN ${rows - to.missing} AND ${rows - from.missing - 1}`);
  await client.query(extras(copy, from.extra, to.extra));
  await client.query(`VACUUM (ANALYZE) ${copy}`);
}

async function finish(client: Client, table: string): Promise<void> {
  await client.query(`ALTER TABLE ${table} ADD PRIMARY KEY (key)`);
  await client.query(`VACUUM (FREEZE, ANALYZE) ${table}`);
}
