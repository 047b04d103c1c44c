/** Reads from PostgreSQL's catalogue the foreign keys that refer to a table. Through some a write to one row changes others. */
import type { Statement, Texts } from './statement.ts';
import { topOf } from './written-table.ts';

type CascadeAction = 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

/** A foreign key of another table or of the same one, and what it does to the rows of that table. */
export interface ForeignKey {
  readonly name: string;
  readonly oid: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly referenced: readonly string[];
  readonly onDelete: CascadeAction | undefined;
  readonly onUpdate: CascadeAction | undefined;
  /** Columns that a deletion sets; by default all of the key's columns. */
  readonly set: readonly string[];
  /** How the key compares each pair of columns. */
  readonly operators: readonly KeyOperator[];
  /** The object identifier of the partitioned table at the top of the referring table, or of that table. */
  readonly top: string;
}

/** The operator by which a foreign key finds the rows that refer to a row. Its names are quoted. */
export interface KeyOperator {
  readonly schema: string;
  readonly symbol: string;
  /** The types that it compares; null if it takes the columns as they are, such as any array. */
  readonly left: string | null;
  readonly right: string | null;
  /** The collation of the comparison, if the columns have different ones and it matters. */
  readonly collation: string | null;
}

/** Whether a write to the row that is referred to can delete or change rows that refer to it. */
export const isCascading = ({ onDelete, onUpdate }: ForeignKey): boolean =>
  onDelete !== undefined || onUpdate !== undefined;

/** Foreign keys, by the object identifier of the table that they refer to. */
export type ForeignKeys = ReadonlyMap<string, readonly ForeignKey[]>;

const named = (numbers: string, relation: string): string =>
  `(SELECT CAST(pg_catalog.json_agg(a.attname ORDER BY u.at) AS text) FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS u(number, at)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = u.number)`;

const typeNamed = (oid: string): string =>
  `(SELECT pg_catalog.concat(pg_catalog.quote_ident(yn.nspname), '.', pg_catalog.quote_ident(y.typname)) FROM pg_catalog.pg_type AS y JOIN pg_catalog.pg_namespace AS yn ON yn.oid = y.typnamespace
      WHERE y.oid = ${oid} AND y.typtype <> 'p')`;

/** As PostgreSQL builds the query of the key's own trigger. */
const OPERATORS = `(SELECT CAST(pg_catalog.json_agg(pg_catalog.json_build_object('schema', pg_catalog.quote_ident(pn.nspname), 'symbol', p.oprname,
      'left', ${typeNamed('p.oprleft')}, 'right', ${typeNamed('p.oprright')}, 'collation',
      (SELECT pg_catalog.concat(pg_catalog.quote_ident(ln.nspname), '.', pg_catalog.quote_ident(l.collname)) FROM pg_catalog.pg_attribute AS r, pg_catalog.pg_attribute AS o,
        pg_catalog.pg_collation AS l JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
        WHERE r.attrelid = k.confrelid AND r.attnum = k.confkey[u.at] AND o.attrelid = k.conrelid AND o.attnum = k.conkey[u.at]
          AND r.attcollation <> o.attcollation AND l.oid = r.attcollation AND pg_catalog.to_jsonb(l) ->> 'collisdeterministic' = 'false')) ORDER BY u.at) AS text)
    FROM pg_catalog.unnest(k.conpfeqop) WITH ORDINALITY AS u(operator, at) JOIN pg_catalog.pg_operator AS p ON p.oid = u.operator
      JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.oprnamespace)`;

/**
 * The table, its partitions and children, and the tables that it is a partition or child of. For a view, the same of
 * every table that it selects from.
 */
const FAMILY = `(WITH RECURSIVE shown AS (SELECT CAST(:oid AS oid) AS relid UNION SELECT d.refobjid FROM shown
        JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = shown.relid JOIN pg_catalog.pg_class AS v ON v.oid = w.ev_class AND v.relkind = 'v'
        JOIN pg_catalog.pg_depend AS d ON d.classid = CAST('pg_catalog.pg_rewrite' AS regclass) AND d.objid = w.oid
          AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass)),
      up AS (SELECT relid FROM shown UNION SELECT i.inhparent FROM pg_catalog.pg_inherits AS i JOIN up ON i.inhrelid = up.relid),
      down AS (SELECT relid FROM shown UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN down ON i.inhparent = down.relid)
    SELECT relid FROM up UNION SELECT relid FROM down)`;

const keysStatement = (oid: string): Statement => ({
  sql: `SELECT CAST(k.conname AS text), CAST(CAST(c.oid AS bigint) AS text), CAST(n.nspname AS text), CAST(c.relname AS text),
      ${named('k.conkey', 'k.conrelid')}, ${named('k.confkey', 'k.confrelid')}, CAST(k.confdeltype AS text), CAST(k.confupdtype AS text),
      ${named(`CAST(ARRAY(SELECT pg_catalog.jsonb_array_elements_text(CASE pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(k) -> 'confdelsetcols') WHEN 'array' THEN pg_catalog.to_jsonb(k) -> 'confdelsetcols' ELSE '[]' END)) AS smallint[])`, 'k.conrelid')},
      ${OPERATORS}, CAST(CAST(${topOf('c.oid')} AS bigint) AS text)
    FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.conparentid = 0 AND pg_catalog.to_jsonb(k) ->> 'conenforced' IS DISTINCT FROM 'false' AND k.confrelid IN ${FAMILY}
    ORDER BY k.oid`,
  parameters: { oid },
});

const ACTIONS: Readonly<Record<string, CascadeAction>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' };

/** Reads every foreign key that refers to the table, or to a table of which a write can change rows through them. */
export async function readForeignKeys(
  oid: string,
  run: (statement: Statement) => Promise<readonly Texts[]>,
): Promise<ForeignKeys> {
  const found = new Map<string, readonly ForeignKey[]>();
  const open = [oid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    const keys = (await run(keysStatement(next))).map(keyOf);
    found.set(next, keys);
    open.push(...keys.filter(isCascading).map((key) => key.oid));
  }
  return found;
}

function keyOf(texts: Texts): ForeignKey {
  const [name, oid, schema, table, columns, referenced, onDelete, onUpdate, set, operators, top] = texts;
  const own = namesIn(columns);
  const some = namesIn(set);
  return {
    name: name ?? '',
    oid: oid ?? '',
    schema: schema ?? '',
    table: table ?? '',
    columns: own,
    referenced: namesIn(referenced),
    onDelete: ACTIONS[onDelete ?? ''],
    onUpdate: ACTIONS[onUpdate ?? ''],
    set: some.length === 0 ? own : some,
    operators: JSON.parse(operators ?? '[]') as KeyOperator[],
    top: top ?? '',
  };
}

const namesIn = (json: string | null | undefined): readonly string[] =>
  json === null || json === undefined ? [] : (JSON.parse(json) as string[]);
