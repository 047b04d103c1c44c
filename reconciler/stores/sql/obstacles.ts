/** Reads from PostgreSQL's catalogue why a relation cannot be written exactly, whatever the row. */
import type { Statement, Texts } from './statement.ts';
import { REACHED, type WrittenTable } from './written-table.ts';

const IN_VIEWS = `FROM pg_catalog.pg_rewrite AS w JOIN pg_catalog.pg_class AS v ON v.oid = w.ev_class AND v.relkind = 'v' AND w.rulename = '_RETURN'
      CROSS JOIN LATERAL (SELECT pg_catalog.count(DISTINCT d.refobjid) AS many, pg_catalog.max(CAST(d.refobjid AS bigint)) AS oid FROM pg_catalog.pg_depend AS d
        WHERE d.classid = CAST('pg_catalog.pg_rewrite' AS regclass) AND d.objid = w.oid AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass)
          AND d.refobjid <> w.ev_class) AS base
    WHERE w.ev_class IN ${REACHED}`;

/** The stored query of a view names the column that each of its own columns is, if it is one and nothing else. */
const HIDDEN = `(SELECT CAST(pg_catalog.json_agg(pg_catalog.concat(a.attname, ' of ', CAST(CAST(a.attrelid AS regclass) AS text))) AS text)
    FROM (SELECT w.ev_action, base.oid ${IN_VIEWS} AND base.many = 1 OFFSET 0) AS view
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = CAST(view.oid AS oid) AND a.attnum > 0 AND NOT a.attisdropped
    WHERE NOT EXISTS (SELECT FROM pg_catalog.regexp_matches(CAST(view.ev_action AS text), 'resorigtbl ([0-9]+) .resorigcol ([0-9]+)', 'g') AS m
      WHERE m[1] = CAST(view.oid AS text) AND m[2] = CAST(a.attnum AS text)))`;

const obstaclesStatement = (oid: string): Statement => ({
  sql: `SELECT CAST(c.relkind AS text),
      (SELECT CAST(pg_catalog.json_agg(w.rulename) AS text) FROM pg_catalog.pg_rewrite AS w JOIN pg_catalog.pg_class AS r ON r.oid = w.ev_class AND NOT r.relispartition
        WHERE w.ev_class IN ${REACHED} AND w.rulename <> '_RETURN' AND w.ev_enabled <> 'D'),
      (SELECT CAST(pg_catalog.json_agg(CAST(CAST(i.inhrelid AS regclass) AS text)) AS text) FROM pg_catalog.pg_inherits AS i
        JOIN pg_catalog.pg_class AS k ON k.oid = i.inhrelid AND NOT k.relispartition WHERE i.inhparent IN ${REACHED}),
      (SELECT CAST(pg_catalog.json_agg(g.tgname) AS text) FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid IN ${REACHED} AND g.tgtype & 64 <> 0 AND g.tgenabled IN ('O', 'A')),
      CAST(EXISTS (SELECT ${IN_VIEWS} AND (base.many <> 1 OR CAST(w.ev_action AS text) LIKE '%hasSubLinks true%')) AS text),
      ${HIDDEN}, pg_catalog.current_setting('session_replication_role'),
      (SELECT CAST(pg_catalog.json_agg(CAST(CAST(f.oid AS regclass) AS text)) AS text) FROM pg_catalog.pg_class AS f WHERE f.oid IN ${REACHED} AND f.relkind = 'f')
    FROM pg_catalog.pg_class AS c WHERE c.oid = CAST(:oid AS oid)`,
  parameters: { oid },
});

/**
 * Why no write to this relation could be exact, even though the database can write it; undefined if a write can be
 * exact.
 */
export async function obstacleOf(
  { oid, schema, table }: Pick<WrittenTable, 'oid' | 'schema' | 'table'>,
  run: (statement: Statement) => Promise<readonly Texts[]>,
): Promise<string | undefined> {
  const [texts = []] = await run(obstaclesStatement(oid));
  const [kind, rules, children, insteadOf, isMixed, hidden, replicationRole, foreign] = texts;
  const where = `${schema}.${table}`;
  const among = (json: string | null | undefined): string => (JSON.parse(json ?? '[]') as string[]).join(', ');
  if (replicationRole === 'replica')
    return `in the sessions of this user session_replication_role is replica, so the foreign keys and triggers of ${where} do nothing`;
  if (typeof foreign === 'string')
    return `rows of ${where} are rows of the foreign table ${among(foreign)}, and what a write sets off on the other server cannot be seen`;
  if (typeof rules === 'string')
    return `writes to ${where} also run the rules ${among(rules)} (CREATE RULE), whose changes an undo could not restore`;
  if (typeof children === 'string') {
    return `rows of ${where} may be rows of ${among(children)}, which inherit from it: a deleted row would come back without its other columns, and no key is unique across them`;
  }
  if (kind !== 'v') return undefined;
  if (typeof insteadOf === 'string')
    return `the triggers ${among(insteadOf)} (INSTEAD OF) decide what a write to the view ${where} changes`;
  if (isMixed === 'true') return `the view ${where} selects from more than one table`;
  if (typeof hidden === 'string')
    return `the view ${where} does not show ${among(hidden)}, so a deleted row would come back without it`;
  return undefined;
}
