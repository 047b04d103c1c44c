/** Reads what PostgreSQL's catalogue says about a table. */
import type { Relation, Statement, Texts } from './statement.ts';

export interface CatalogueColumn {
  /** As `format_type` names it, without a length or precision. For a domain, its base type. */
  readonly type: string;
  /** The schema and name of that type in the catalogue. */
  readonly typeSchema: string;
  readonly typeName: string;
  readonly isEnum: boolean;
  readonly isNotNull: boolean;
  /** Whether the database can write it; false for a column that a database view computes. */
  readonly isUpdatable: boolean;
  /** Whether different texts are always different values; false for citext and for some collations. */
  readonly isDeterministic: boolean;
  /** The function that makes its text, if a user defined a cast to text. */
  readonly textCast: string | undefined;
}

export interface CatalogueTable {
  /** The `pg_class.relkind`: `r` is an ordinary table, `p` a partitioned one, `m` a materialised view, `v` a view. */
  readonly kind: string;
  /** The encoding of the database, such as `UTF8`. */
  readonly encoding: string;
  /** Whether the database itself takes insertions, updates and deletions, without triggers INSTEAD OF them. */
  readonly isUpdatable: boolean;
  /** Whether row-level security may hide rows from this user. */
  readonly hidesRows: boolean;
  /** Empty if there is no such table, or if this user may not see it. */
  readonly columns: ReadonlyMap<string, CatalogueColumn>;
  /**
   * Sets of columns that are unique together in the whole table; undefined for a kind that can have no index, such as a
   * view.
   */
  readonly unique: readonly (readonly string[])[] | undefined;
}

const TABLE = `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace`;
const NAMED = `n.nspname = CAST(:schema AS text) AND c.relname = CAST(:table AS text)`;

/** The base type below any domains, or the type itself. @param type an alias of `pg_type` */
export const belowDomains = (
  type: string,
): string => `(WITH RECURSIVE below AS (SELECT ${type}.oid, ${type}.typtype, ${type}.typbasetype UNION ALL
        SELECT u.oid, u.typtype, u.typbasetype FROM below JOIN pg_catalog.pg_type AS u ON u.oid = below.typbasetype WHERE below.typtype = 'd')
      SELECT oid FROM below WHERE typtype <> 'd')`;

/** Read through JSON, because PostgreSQL versions without such collations do not have this column. */
const IS_DETERMINISTIC = `(b.typname <> 'citext' AND coalesce((SELECT pg_catalog.to_jsonb(l) ->> 'collisdeterministic'
      FROM pg_catalog.pg_collation AS l WHERE l.oid = a.attcollation), 'true') = 'true')`;

/** A NOT NULL constraint that is not validated yet does not speak of the rows that were there before. */
const IS_NOT_NULL = `(a.attnotnull AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
      WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND NOT k.convalidated))`;

/** The function of a user that makes the text of a value in a cast. Extensions come with their own. */
const TEXT_CAST = `(SELECT pg_catalog.concat(fn.nspname, '.', f.proname) FROM pg_catalog.pg_cast AS x JOIN pg_catalog.pg_proc AS f ON f.oid = x.castfunc
      JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace AND fn.nspname <> 'pg_catalog'
      WHERE x.castsource = b.oid AND x.casttarget = CAST('pg_catalog.text' AS regtype) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
        WHERE d.classid = CAST('pg_catalog.pg_cast' AS regclass) AND d.objid = x.oid AND d.deptype = 'e'))`;

const columnsStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(a.attname AS text), pg_catalog.format_type(b.oid, NULL), CAST(y.typtype = 'e' AS text), CAST(${IS_NOT_NULL} AS text),
      CAST(${IS_DETERMINISTIC} AS text), CAST(c.relkind AS text), CAST(pg_catalog.row_security_active(c.oid) AS text),
      pg_catalog.current_setting('server_encoding'), CAST(pg_catalog.pg_relation_is_updatable(c.oid, false) AS text),
      CAST(pg_catalog.pg_column_is_updatable(c.oid, a.attnum, true) AS text), CAST(bn.nspname AS text), CAST(b.typname AS text), ${TEXT_CAST}
    FROM ${TABLE} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
      JOIN pg_catalog.pg_type AS b ON b.oid = ${belowDomains('y')} JOIN pg_catalog.pg_namespace AS bn ON bn.oid = b.typnamespace
    WHERE ${NAMED} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  parameters: { schema, table },
});

/** Selects an index and a column, for each column of each unique index. */
const uniqueStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(i.indexrelid AS text), CAST(a.attname AS text)
    FROM ${TABLE} JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
      CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
    WHERE ${NAMED} AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.at <= i.indnkeyatts`,
  parameters: { schema, table },
});

/** Bits of the answer of `pg_relation_is_updatable`: updates, insertions and deletions. */
const WRITES = 4 | 8 | 16;

/** Kinds of relations that can have unique indexes: ordinary and partitioned tables, and materialised views. */
const INDEXED = new Set(['r', 'p', 'm']);

export async function readCatalogue(
  relation: Relation,
  run: (statement: Statement) => Promise<readonly Texts[]>,
): Promise<CatalogueTable> {
  const columns = await run(columnsStatement(relation));
  const members = await run(uniqueStatement(relation));
  const indexes = [...new Set(members.map(([index]) => index))];
  const kind = String(columns[0]?.[5]);
  return {
    kind,
    encoding: columns[0]?.[7] ?? '',
    isUpdatable: (Number(columns[0]?.[8] ?? 0) & WRITES) === WRITES,
    hidesRows: columns[0]?.[6] === 'true',
    columns: new Map(columns.map((texts) => [String(texts[0]), columnOf(texts)])),
    unique: INDEXED.has(kind)
      ? indexes.map((index) => members.flatMap(([of, column]) => (of === index ? [String(column)] : [])))
      : undefined,
  };
}

function columnOf(texts: Texts): CatalogueColumn {
  const [, type, isEnum, isNotNull, isDeterministic, , , , , isUpdatable, typeSchema, typeName, textCast] = texts;
  return {
    type: String(type),
    typeSchema: String(typeSchema),
    typeName: String(typeName),
    isEnum: isEnum === 'true',
    isNotNull: isNotNull === 'true',
    isUpdatable: isUpdatable === 'true',
    isDeterministic: isDeterministic === 'true',
    textCast: textCast ?? undefined,
  };
}
