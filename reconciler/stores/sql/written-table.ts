/** Reads from PostgreSQL's catalogue what a writer needs to know about a table. */
import { belowDomains } from './catalogue.ts';
import { quoted, type Statement, type Texts } from './statement.ts';

export interface WrittenColumn {
  readonly name: string;
  /** The quoted name of the type with its schema, so that a cast does not depend on the search path of the session. */
  readonly type: string;
  /** As `format_type` names it, with its length or precision, for messages. */
  readonly shownType: string;
  /**
   * The type to which a value is cast before it is rendered: a reference to the catalogue, because its own text depends
   * on other catalogue objects, and XML, because its output function leaves out the declaration.
   */
  readonly renderedAs: 'oid' | 'oid[]' | 'text' | 'text[]' | undefined;
  /**
   * Whether a value in a parameter of rows is read as a text, and then cast: JSON, because a text would be read as a JSON
   * string, and a domain over a type without a binary input function (`aclitem`), which PostgreSQL does not read there.
   */
  readonly isReadAsText: boolean;
  readonly isGenerated: boolean;
  readonly identity: 'always' | 'by default' | undefined;
  /** The object identifier of the sequence behind its default. */
  readonly sequence: string | undefined;
  /** Which functions of the sequence this user may call: `nextval` and `setval`. */
  readonly sequenceRights: { readonly next: boolean; readonly set: boolean };
  readonly isReadable: boolean;
}

export interface WrittenTable {
  /** The object identifier of the table. */
  readonly oid: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: ReadonlyMap<string, WrittenColumn>;
  /** Whether each row records the transaction that wrote it (`xmin`), and this user may read it. */
  readonly hasXmin: boolean;
  /** Whether the place of a row (its table and `ctid`) identifies it. */
  readonly hasPlace: boolean;
  readonly isPartitioned: boolean;
  /** Whether this user may delete rows. */
  readonly mayDelete: boolean;
  /** Empty if the table has no primary key. */
  readonly primaryKey: readonly string[];
  /** Triggers that users created on the table, its partitions, and the tables that a view shows; by event. */
  readonly triggers: Readonly<Record<'insert' | 'update' | 'delete', readonly string[]>>;
  /** Whether a constraint or a trigger of the table may wait until the transaction commits. */
  readonly hasDeferrable: boolean;
  /**
   * The object identifier under which PostgreSQL's statistics count the rows that a write to this table writes: of the
   * partitioned table at the top, or of the table that a view shows. Undefined if they count none.
   */
  readonly counted: string | undefined;
  readonly encoding: string;
}

interface NamedTable {
  readonly schema: string;
  readonly table: string;
}

/** Whether PostgreSQL's own heap stores the table and all its partitions. The number of the column `xmin` is -2. */
const HAS_XMIN = `(coalesce(pg_catalog.has_column_privilege(c.oid, CAST(-2 AS smallint), 'SELECT'), false) AND c.relkind IN ('r', 'p') AND NOT EXISTS (
    WITH RECURSIVE tree AS (SELECT c.oid AS relid UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON i.inhparent = tree.relid)
    SELECT FROM tree JOIN pg_catalog.pg_class AS p ON p.oid = tree.relid LEFT JOIN pg_catalog.pg_am AS m ON m.oid = p.relam
    WHERE p.relkind NOT IN ('r', 'p') OR (p.relkind = 'r' AND m.amname IS DISTINCT FROM 'heap')))`;

/** A sequence of a serial or an identity column, or of a default that was written by hand. */
const SEQUENCE = `(SELECT CAST(pg_catalog.max(CAST(s.oid AS bigint)) AS text) FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_class AS s ON s.relkind = 'S' AND (
      (d.classid = CAST('pg_catalog.pg_class' AS regclass) AND d.objid = s.oid AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype = 'i')
      OR (d.classid = CAST('pg_catalog.pg_attrdef' AS regclass) AND d.refobjid = s.oid AND d.objid =
        (SELECT f.oid FROM pg_catalog.pg_attrdef AS f WHERE f.adrelid = c.oid AND f.adnum = a.attnum))))`;

/** The relation, the relations that a view selects from, and the partitions and children of all of them. */
export const REACHED = `(WITH RECURSIVE reached AS (SELECT c.oid AS relid UNION
      SELECT x.relid FROM reached CROSS JOIN LATERAL (
        SELECT i.inhrelid AS relid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = reached.relid UNION ALL
        SELECT d.refobjid FROM pg_catalog.pg_rewrite AS w JOIN pg_catalog.pg_class AS v ON v.oid = w.ev_class AND v.relkind = 'v'
          JOIN pg_catalog.pg_depend AS d ON d.classid = CAST('pg_catalog.pg_rewrite' AS regclass) AND d.objid = w.oid
            AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass) WHERE w.ev_class = reached.relid) AS x)
    SELECT relid FROM reached)`;

/** The name of each trigger, and its events as bits. */
const TRIGGERS = `(SELECT coalesce(CAST(pg_catalog.json_agg(DISTINCT pg_catalog.jsonb_build_array(g.tgname, g.tgtype)) AS text), '[]') FROM pg_catalog.pg_trigger AS g
    WHERE g.tgrelid IN ${REACHED} AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A'))`;

const HAS_DEFERRABLE = `EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid IN ${REACHED} AND g.tgdeferrable AND g.tgenabled <> 'D')`;

/** The partitioned table at the top of a partition, or the table itself. */
export const topOf = (oid: string): string =>
  `coalesce((WITH RECURSIVE up AS (SELECT CAST(${oid} AS oid) AS relid, 0 AS depth UNION ALL SELECT i.inhparent, up.depth + 1
        FROM up JOIN pg_catalog.pg_class AS k ON k.oid = up.relid AND k.relispartition JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = up.relid)
      SELECT relid FROM up ORDER BY depth DESC LIMIT 1), ${oid})`;

/** The table at the top of the relation, if there is only one and none of its partitions is foreign. */
const COUNTED = `(SELECT CASE WHEN pg_catalog.count(DISTINCT top.oid) = 1 AND pg_catalog.bool_and(p.relkind IN ('r', 'p')) THEN CAST(pg_catalog.max(CAST(top.oid AS bigint)) AS text) END
    FROM pg_catalog.pg_class AS p CROSS JOIN LATERAL (SELECT ${topOf('p.oid')} AS oid) AS top WHERE p.oid IN ${REACHED} AND p.relkind <> 'v' AND (c.relkind = 'v' OR p.relispartition OR p.oid = c.oid))`;

/** Facts about the whole table, read once instead of once per column. */
const WHOLE = `(SELECT ${HAS_XMIN} AS has_xmin, ${TRIGGERS} AS triggers, ${HAS_DEFERRABLE} AS has_deferrable, ${COUNTED} AS counted OFFSET 0)`;

/**
 * The name of the built-in type below any domains. That of an array starts with `_`, even if its elements are of a
 * domain.
 */
const BUILT_IN = `(SELECT CASE WHEN z.typnamespace = CAST('pg_catalog' AS regnamespace) THEN CAST(z.typname AS text) ELSE
        (SELECT pg_catalog.concat('_', b.typname) FROM pg_catalog.pg_type AS e JOIN pg_catalog.pg_type AS b ON b.oid = ${belowDomains('e')}
          WHERE e.oid = z.typelem AND z.typcategory = 'A' AND b.typnamespace = CAST('pg_catalog' AS regnamespace)) END
      FROM pg_catalog.pg_type AS z WHERE z.oid = ${belowDomains('y')})`;

/** Whether the type below any domains can be read from text alone. */
const WITHOUT_BINARY_INPUT = `(SELECT CAST(z.typreceive AS oid) = 0 FROM pg_catalog.pg_type AS z WHERE z.oid = ${belowDomains('y')})`;

const tableStatement = ({ schema, table }: NamedTable): Statement => ({
  sql: `SELECT CAST(a.attname AS text), CAST(y.typname AS text), CAST(yn.nspname AS text), pg_catalog.format_type(a.atttypid, a.atttypmod),
      coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', ''), coalesce(pg_catalog.to_jsonb(a) ->> 'attidentity', ''), q.oid,
      CAST(pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') AS text), CAST(CAST(c.oid AS bigint) AS text), CAST(whole.has_xmin AS text),
      whole.triggers, CAST(c.relkind IN ('r', 'p') AS text), CAST(EXISTS (SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS text),
      ${BUILT_IN},
      (SELECT CAST(pg_catalog.pg_encoding_to_char(b.encoding) AS text) FROM pg_catalog.pg_database AS b WHERE b.datname = pg_catalog.current_database()),
      CAST(pg_catalog.has_sequence_privilege(CAST(q.oid AS oid), 'USAGE') AS text), CAST(pg_catalog.has_sequence_privilege(CAST(q.oid AS oid), 'UPDATE') AS text),
      CAST(whole.has_deferrable AS text), whole.counted, CAST(c.relkind = 'p' AS text),
      CAST(pg_catalog.has_table_privilege(c.oid, 'DELETE') AS text), CAST(y.typtype = 'd' AND ${WITHOUT_BINARY_INPUT} AS text)
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL ${WHOLE} AS whole
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
      JOIN pg_catalog.pg_namespace AS yn ON yn.oid = y.typnamespace CROSS JOIN LATERAL (SELECT ${SEQUENCE} AS oid OFFSET 0) AS q
    WHERE n.nspname = CAST(:schema AS text) AND c.relname = CAST(:table AS text) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  parameters: { schema, table },
});

export async function readWrittenTable(
  { schema, table }: NamedTable,
  run: (statement: Statement) => Promise<readonly Texts[]>,
): Promise<WrittenTable> {
  const rows = await run(tableStatement({ schema, table }));
  const [first] = rows;
  if (first === undefined) throw new Error(`there is no table ${schema}.${table} that this user may see`);
  return {
    schema,
    table,
    oid: first[8] ?? '',
    hasXmin: first[9] === 'true',
    triggers: triggersIn(first[10] ?? '[]'),
    hasPlace: first[11] === 'true',
    primaryKey: rows.filter((texts) => texts[12] === 'true').map((texts) => texts[0] ?? ''),
    encoding: first[14] ?? '',
    hasDeferrable: first[17] === 'true',
    counted: first[18] ?? undefined,
    isPartitioned: first[19] === 'true',
    mayDelete: first[20] === 'true',
    columns: new Map(rows.map((texts) => [texts[0] ?? '', columnOf(texts)])),
  };
}

const IDENTITIES: Readonly<Record<string, WrittenColumn['identity']>> = { a: 'always', d: 'by default' };

function columnOf(texts: Texts): WrittenColumn {
  const [name, type, schema, shownType, generated, identity, sequence, isReadable] = texts;
  return {
    name: name ?? '',
    type: `${quoted(schema ?? '')}.${quoted(type ?? '')}`,
    shownType: shownType ?? '',
    renderedAs: renderingOf(texts[BASE_TYPE] ?? ''),
    isReadAsText: ['json', 'jsonb'].includes(texts[BASE_TYPE] ?? '') || texts[21] === 'true',
    isGenerated: generated !== '',
    identity: IDENTITIES[identity ?? ''],
    sequence: sequence ?? undefined,
    sequenceRights: { next: texts[15] === 'true', set: texts[16] === 'true' },
    isReadable: isReadable === 'true',
  };
}

/** Position of the name of the built-in type below any domains. */
const BASE_TYPE = 13;

function renderingOf(type: string): WrittenColumn['renderedAs'] {
  if (type === 'xml') return 'text';
  if (type === '_xml') return 'text[]';
  if (type.startsWith('reg')) return 'oid';
  return type.startsWith('_reg') ? 'oid[]' : undefined;
}

/** Bits of `pg_trigger.tgtype`. */
const EVENTS = { insert: 4, delete: 8, update: 16 } as const;

function triggersIn(json: string): WrittenTable['triggers'] {
  const found = JSON.parse(json) as [name: string, type: number][];
  const on = (bit: number): string[] => found.flatMap(([name, type]) => ((type & bit) === 0 ? [] : [name]));
  return { insert: on(EVENTS.insert), update: on(EVENTS.update), delete: on(EVENTS.delete) };
}
