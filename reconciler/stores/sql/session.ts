/**
 * The settings that a transaction pins before it runs a statement of a view, so that nothing depends on the settings of
 * the session, the role or the database. They end with the transaction, because the connection is the user's.
 */
import type { Texts } from './statement.ts';

/** Settings that change what a statement reads, how it renders values, or how it parses texts. */
const PINNED: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
  lc_monetary: 'C',
  xmloption: 'content',
  array_nulls: 'on',
  standard_conforming_strings: 'on',
  quote_all_identifiers: 'off',
  transform_null_equals: 'off',
  // Above this limit, a GIN index returns a random part of its rows.
  gin_fuzzy_search_limit: '0',
  // Makes a statement fail if row-level security would filter its rows.
  row_security: 'off',
};

/**
 * The path of the session without `pg_catalog`, which PostgreSQL then searches first. The rest stays, because triggers
 * and the functions of a view use it to find their tables, and create new ones in its first schema.
 */
const PATH = `pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(s.name)
    FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, at) WHERE s.name <> 'pg_catalog' ORDER BY s.at), ', ')`;

/** Pins the settings of the transaction, and returns one row for `assertPinned`. */
export const PIN = `SELECT ${[
  'CAST(pg_catalog.pg_is_in_recovery() AS text)',
  `pg_catalog.set_config('search_path', ${PATH}, true)`,
  ...Object.entries(PINNED).map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`),
].join(', ')}`;

/**
 * Checks the answer of the server to `PIN`.
 *
 * @throws Error for a replica, or for a server that did not apply a setting
 */
export function assertPinned([row]: readonly Texts[]): void {
  const [isReplica, path, ...values] = row ?? [];
  if (isReplica !== 'false') {
    throw new Error('the server is a replica, which may be behind: connect the view to the primary');
  }
  const wanted = [['search_path', undefined], ...Object.entries(PINNED)] as const;
  const refused = wanted.find(([, value], at) =>
    value === undefined
      ? path === undefined || path === null || /(?:^|, )pg_catalog(?:,|$)/.test(path)
      : values[at - 1] !== value,
  );
  if (refused === undefined) return;
  const [name, value = 'one without pg_catalog'] = refused;
  throw new Error(`the server did not apply the setting ${name} = ${value}, without which values cannot be compared`);
}
