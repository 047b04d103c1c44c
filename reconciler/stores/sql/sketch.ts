/** Computes sketches and tokens in SQL in one pass over a table, exactly as the engine computes them from its rows. */
import { hashingOf, hashText, seedText, type Selection, type SketchPlan } from '../../engine/index.ts';
import { builtIn, quoted, type Statement, tableOf } from './statement.ts';
import { type CanonicalColumn, comparedTexts, concatenated, keyText, measuredText } from './canonical.ts';

/** A table whose key is unique and not null, with its compared columns in the order of the fields. */
export interface SketchedTable {
  readonly schema: string;
  readonly table: string;
  readonly key: readonly string[];
  /** A condition on the alias `t` for the rows that the view shows. */
  readonly where?: Statement;
  readonly compared: readonly (Omit<CanonicalColumn, 'reference'> & { readonly column: string })[];
}

/** A page of a selection in the order of the key. */
export interface Page {
  /** The parts of the last key of the previous page, as texts, each with its SQL type; absent for the first page. */
  readonly after?: readonly { readonly text: string; readonly sqlType: string }[];
  readonly rows: number;
}

/** Typed, because a user's operator could go first for a bigint and an integer. */
export const big = (number: number): string => `CAST(${number} AS bigint)`;
const PRIME = big(2_147_483_647);
/** Bits of a key hash. */
const KEY_HASH = '4611686018427387903';
/** The sum lane is modulo this. */
const SUM = '9223372036854775808';
const column = (name: string): string => `t.${quoted(name)}`;
const key = (index: number): string => `x.k${index}`;

/** Uses a collation that compares bytes, because PostgreSQL may hash the sort key of a text in other collations. */
const hashOf = (text: string, seed: string): string =>
  `pg_catalog.hashtextextended((${text}) COLLATE "C", CAST(:${seed} AS bigint))`;

const keyHashOf = (keyTexts: string): string => `${hashOf(keyTexts, 'keySeed')} & ${KEY_HASH}`;

/** Undefined if SQL cannot render a compared column. */
function tokenOf(table: SketchedTable, reference: (index: number) => string, keyTexts: string): string | undefined {
  const columns = table.compared.map(({ type, sqlType }, index) => ({ reference: reference(index), type, sqlType }));
  const texts = comparedTexts(columns);
  return texts && `pg_catalog.md5(${concatenated(['CAST(:prefix AS text)', ...measuredText(keyTexts), ...texts])})`;
}

/** Selects one row: the hash of a text that should have characters beyond ASCII, and the version of the database. */
export function probeStatement(plan: Pick<SketchPlan, 'version' | 'seed'>, text: string): Statement {
  const { keySeed } = hashingOf(plan);
  return {
    sql: `SELECT CAST(${hashOf('CAST(:probe AS text)', 'keySeed')} AS text), pg_catalog.current_setting('server_version_num')`,
    parameters: { probe: text, keySeed: seedText(keySeed) },
  };
}

/** The first version that has `bit_xor`. */
const MIN_VERSION = 140_000;

/**
 * Whether the store that returned this row hashes as the engine does, and supports everything that these statements
 * use.
 */
export function probeMatches(
  plan: Pick<SketchPlan, 'version' | 'seed'>,
  text: string,
  [hash, version]: readonly (string | null)[],
): boolean {
  const expected = seedText(hashText(text, hashingOf(plan).keySeed));
  return hash === expected && Number(version) >= MIN_VERSION;
}

const ALL: Statement = { sql: '', parameters: {} };

interface HashedOptions {
  /** Columns that are selected before the hashes. */
  readonly others?: readonly string[];
  /** A clause on the table `t`. */
  readonly where?: Statement;
}

/**
 * Selects the key hash and row hash of each row as `k` and `h`, after the other columns. Undefined if SQL cannot render
 * a compared column.
 */
export function hashedRows(
  table: SketchedTable,
  plan: SketchPlan,
  { others = [], where = ALL }: HashedOptions = {},
): Statement | undefined {
  const keyTexts = keyText(table.key.map(column));
  const token = tokenOf(table, (index) => column(table.compared[index]?.column ?? ''), keyTexts);
  if (token === undefined) return undefined;
  const { prefix, keySeed, foldSeed } = hashingOf(plan);
  const columns = [...others, `${keyHashOf(keyTexts)} AS k`, `${hashOf(token, 'foldSeed')} AS h`];
  return {
    // OFFSET 0 keeps the planner from computing each hash once for every place that uses it.
    sql: `SELECT ${columns.join(', ')} FROM ${tableOf(table)} AS t${where.sql} OFFSET 0`,
    parameters: { prefix, keySeed: seedText(keySeed), foldSeed: seedText(foldSeed), ...where.parameters },
  };
}

/**
 * Selects the cells that hold a row, packed as the engine unpacks them. Each result row is one base64 text of the
 * non-empty cells among `cellsPerRow` consecutive ones. Undefined if SQL cannot render a column.
 */
export function sketchStatement(
  table: SketchedTable,
  plan: SketchPlan,
  cellsPerRow: number,
  where = ALL,
): Statement | undefined {
  const hashes = hashedRows(table, plan, { where });
  if (hashes === undefined) return undefined;
  const weighted = (half: string): string => `pg_catalog.sum((d.h % ${PRIME}) * (${half}))`;
  const cells = `SELECT CAST(d.k & ${big(plan.cells - 1)} AS integer) AS cell, pg_catalog.count(*) AS rows, pg_catalog.sum(d.h) AS hashes, pg_catalog.bit_xor(d.h) AS parity,
      ${weighted('d.k >> 31')} AS high, ${weighted(`d.k & ${PRIME}`)} AS low FROM (${hashes.sql}) AS d GROUP BY 1`;
  const residue = (sum: string): string => `pg_catalog.int4send(CAST(pg_catalog.mod(${sum}, ${PRIME}) AS integer))`;
  const packed = [
    ...['pg_catalog.int4send(c.cell)', 'pg_catalog.int4send(CAST(c.rows AS integer))'],
    ...[`pg_catalog.int8send(CAST(pg_catalog.mod(c.hashes, ${SUM}) AS bigint))`, 'pg_catalog.int8send(c.parity)'],
    ...[residue('c.hashes'), residue('c.high'), residue('c.low')],
  ].join(' || ');
  return {
    sql: `SELECT pg_catalog.encode(pg_catalog.string_agg(${packed}, CAST('' AS bytea)), 'base64') FROM (${cells}) AS c GROUP BY c.cell / ${cellsPerRow}`,
    parameters: hashes.parameters,
  };
}

/** Selects key and token of the selected rows, or of a page of them. Undefined if SQL cannot render a column. */
export function selectStatement(
  table: SketchedTable,
  plan: SketchPlan,
  selection: Selection,
  page?: Page,
  only?: Statement,
): Statement | undefined {
  const keyTexts = keyText(table.key.map((_, index) => key(index)));
  const token = tokenOf(table, (index) => `x.c${index}`, keyTexts);
  if (token === undefined) return undefined;
  const hashing = hashingOf(plan);
  const columns = [
    ...table.key.map((name, index) => `${column(name)} AS k${index}`),
    ...table.compared.map((compared, index) => `${column(compared.column)} AS c${index}`),
    ...(selection === 'all' ? [] : [`${keyHashOf(keyText(table.key.map(column)))} AS k`]),
  ];
  const after = page?.after ?? [];
  const tuple = after.map(({ sqlType }, index) => `CAST(:after${index} AS ${sqlType})`).join(', ');
  const bounds = [
    ...(only === undefined ? [] : [only.sql]),
    ...(table.where === undefined ? [] : [table.where.sql]),
    ...(after.length === 0 ? [] : [`(${table.key.map(column).join(', ')}) ${builtIn('>')} (${tuple})`]),
  ];
  const beyond = bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
  const order = page === undefined ? '' : ` ORDER BY ${table.key.map(column).join(', ')}`;
  const limit = page === undefined ? '' : ` LIMIT ${page.rows}`;
  const ordered = page === undefined ? '' : ` ORDER BY ${table.key.map((_, index) => key(index)).join(', ')}`;
  const where = whereSelected(plan, selection);
  return {
    sql: `SELECT ${keyTexts} AS key, ${token} AS token FROM (SELECT ${columns.join(', ')} FROM ${tableOf(table)} AS t${beyond}${order} OFFSET 0) AS x${where.sql}${ordered}${limit}`,
    parameters: {
      prefix: hashing.prefix,
      ...only?.parameters,
      ...(selection !== 'all' && { keySeed: seedText(hashing.keySeed) }),
      ...where.parameters,
      ...table.where?.parameters,
      ...Object.fromEntries(after.map(({ text }, index) => [`after${index}`, text])),
    },
  };
}

/** Uses subqueries, because the planner then looks up their values by hash. */
function whereSelected({ cells }: SketchPlan, selection: Selection): Statement {
  if (selection === 'all') return { sql: '', parameters: {} };
  const conditions: string[] = [];
  const parameters: Record<string, string> = {};
  if (selection.cells.length > 0) {
    conditions.push(
      `CAST(x.k & ${big(cells - 1)} AS integer) IN (SELECT pg_catalog.unnest(CAST(:cells AS integer[])))`,
    );
    parameters['cells'] = `{${selection.cells.join(',')}}`;
  }
  if (selection.keyHashes.length > 0) {
    conditions.push('x.k IN (SELECT pg_catalog.unnest(CAST(:keyHashes AS bigint[])))');
    parameters['keyHashes'] = `{${selection.keyHashes.join(',')}}`;
  }
  return { sql: ` WHERE ${conditions.length === 0 ? 'false' : conditions.join(' OR ')}`, parameters };
}
