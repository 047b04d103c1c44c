/**
 * What a transaction pins before it runs a statement of a view, so that nothing depends on the settings of the session,
 * the role or the database. Each setting holds for the transaction alone: the connection is the user's.
 */
import type { Texts } from './statement.ts';

/** Settings that change what a statement reads, what it renders, or how it reads a text. */
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
  // A GIN index gives a random part of its rows above this limit.
  gin_fuzzy_search_limit: '0',
  // A statement that row-level security would filter fails.
  row_security: 'off',
};

/**
 * The built-in functions come first, whatever the session's path says. The rest of the path stays: triggers, and
 * functions behind a view, find their own tables by it.
 */
const PATH = `pg_catalog.concat_ws(', ', 'pg_catalog', nullif(pg_catalog.current_setting('search_path'), ''))`;

/** Pins the settings of the transaction, and gives one row for `assertPinned`. */
export const PIN = `SELECT ${[
  'CAST(pg_catalog.pg_is_in_recovery() AS text)',
  `pg_catalog.set_config('search_path', ${PATH}, true)`,
  ...Object.entries(PINNED).map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`),
].join(', ')}`;

/**
 * Holds what the server answered to `PIN` against what was asked for.
 *
 * @throws Error for a server that did not take a setting, or that is a replica
 */
export function assertPinned([row]: readonly Texts[]): void {
  const [isReplica, path, ...values] = row ?? [];
  if (isReplica !== 'false') {
    throw new Error('the server is a replica, which may be behind: connect the view to the primary');
  }
  const wanted = [['search_path', undefined], ...Object.entries(PINNED)] as const;
  const refused = wanted.find(([, value], at) =>
    value === undefined ? path?.startsWith('pg_catalog') !== true : values[at - 1] !== value,
  );
  if (refused === undefined) return;
  const [name, value = 'pg_catalog, ...'] = refused;
  throw new Error(`the server does not take the setting ${name} = ${value}, without which values cannot be compared`);
}
