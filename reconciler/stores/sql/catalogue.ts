/** What PostgreSQL's catalogue says of a table. */
import type { Relation, Statement, Texts } from './statement.ts';

export interface CatalogueColumn {
  /** As `format_type` names it, without a length or precision; that below a domain. */
  readonly type: string;
  readonly isEnum: boolean;
  readonly isNotNull: boolean;
  /** Whether texts that differ are different values; false for citext and for some collations. */
  readonly isDeterministic: boolean;
}

export interface CatalogueTable {
  /** As `pg_class.relkind` has it: `r` an ordinary table, `p` a partitioned one, `m` a materialised view, `v` a view. */
  readonly kind: string;
  /** Whether row-level security may hide rows from this user. */
  readonly hidesRows: boolean;
  /** None where there is no such table, or none that this user may see. */
  readonly columns: ReadonlyMap<string, CatalogueColumn>;
  /** Columns that are unique together in the whole table; undefined of a kind that can have no index, such as a view. */
  readonly unique: readonly (readonly string[])[] | undefined;
}

const TABLE = `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace`;
const NAMED = `n.nspname = CAST(:schema AS text) AND c.relname = CAST(:table AS text)`;

/** The type itself, or what is at the bottom of the domains over it. */
export const BELOW_DOMAINS = `(WITH RECURSIVE below AS (SELECT y.oid, y.typtype, y.typbasetype UNION ALL
        SELECT u.oid, u.typtype, u.typbasetype FROM below JOIN pg_catalog.pg_type AS u ON u.oid = below.typbasetype WHERE below.typtype = 'd')
      SELECT oid FROM below WHERE typtype <> 'd')`;

/** Read through JSON, since a version of PostgreSQL without such collations has no such column. */
const IS_DETERMINISTIC = `(b.typname <> 'citext' AND coalesce((SELECT to_jsonb(l) ->> 'collisdeterministic'
      FROM pg_catalog.pg_collation AS l WHERE l.oid = a.attcollation), 'true') = 'true')`;

const columnsStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(a.attname AS text), format_type(b.oid, NULL), CAST(y.typtype = 'e' AS text), CAST(a.attnotnull AS text),
      CAST(${IS_DETERMINISTIC} AS text), CAST(c.relkind AS text), CAST(row_security_active(c.oid) AS text)
    FROM ${TABLE} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
      JOIN pg_catalog.pg_type AS b ON b.oid = ${BELOW_DOMAINS}
    WHERE ${NAMED} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  parameters: { schema, table },
});

/** Each column of each index that keeps its columns unique: index, column. */
const uniqueStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(i.indexrelid AS text), CAST(a.attname AS text)
    FROM ${TABLE} JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
    WHERE ${NAMED} AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.at <= i.indnkeyatts`,
  parameters: { schema, table },
});

/** Kinds of tables that can have unique indexes: ordinary, partitioned, and materialised views. */
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
    hidesRows: columns[0]?.[6] === 'true',
    columns: new Map(
      columns.map(([column, type, isEnum, isNotNull, isDeterministic]): [string, CatalogueColumn] => [
        String(column),
        {
          type: String(type),
          isEnum: isEnum === 'true',
          isNotNull: isNotNull === 'true',
          isDeterministic: isDeterministic === 'true',
        },
      ]),
    ),
    unique: INDEXED.has(kind)
      ? indexes.map((index) => members.flatMap(([of, column]) => (of === index ? [String(column)] : [])))
      : undefined,
  };
}
