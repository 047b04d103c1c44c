/** Tables of five columns of mixed types, and copies of them with differences scattered over the keys. */
import type { Client } from 'pg';

export interface Differences {
  /** Rows that have another value in the copy. */
  readonly changed: number;
  /** Rows that the copy lacks. */
  readonly missing: number;
  /** Rows that only the copy has. */
  readonly extra: number;
}

export const NO_DIFFERENCES: Differences = { changed: 0, missing: 0, extra: 0 };

/** Of ten differences, eight are changed rows, one is missing, and one is extra. */
export function scattered(count: number): Differences {
  const missing = Math.floor(count / 10);
  return { changed: count - 2 * missing, missing, extra: missing };
}

const COLUMNS = `key text NOT NULL, name text, price numeric(14, 4), at timestamptz, active boolean`;

/** A prime that divides none of the row counts used here, so that its multiples spread over all keys. */
const SPREAD = 7_368_787;

/** Creates the table again, with this number of rows. */
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

/** The position of a row in a permutation of all rows, which scatters the differences over the keys. */
const place = (key: string, rows: number): string => `(CAST(substr(${key}, 7) AS bigint) * ${SPREAD}) % ${rows}`;

const extras = (copy: string, from: number, to: number): string =>
  `INSERT INTO ${copy} SELECT 'extra-' || i, 'nobody', 1, timestamptz '2026-01-01', true FROM generate_series(${from + 1}, ${to}) AS i`;

/** Copies the original's rows with these differences, at most one per row. */
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

/** Adds differences to a copy that has fewer. */
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
