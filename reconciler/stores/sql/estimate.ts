import type { ViewEstimate } from '../../engine/index.ts';
import type { Relation, Statement, Texts } from './statement.ts';

/**
 * Estimates the rows and bytes of a table with its partitions. The row count of the last ANALYZE is scaled to the
 * current size of the table, as PostgreSQL's planner does. For a table that was never analysed, it is the count of the
 * statistics collector.
 */
export const estimateStatement = ({ schema, table }: Relation): Statement => ({
  sql: `WITH RECURSIVE tree AS (
      SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = CAST(:schema AS text) AND c.relname = CAST(:table AS text)
      UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON i.inhparent = tree.oid)
    SELECT CAST(coalesce(pg_catalog.sum(CASE
        WHEN c.relkind NOT IN ('r', 'm') THEN 0
        WHEN c.reltuples < 0 OR c.relpages = 0 THEN pg_catalog.pg_stat_get_live_tuples(c.oid)
        ELSE c.reltuples / c.relpages * (pg_catalog.pg_relation_size(c.oid) / CAST(pg_catalog.current_setting('block_size') AS bigint)) END), 0) AS text),
      CAST(coalesce(pg_catalog.sum(pg_catalog.pg_table_size(c.oid)), 0) AS text)
    FROM tree JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid`,
  parameters: { schema, table },
});

export function estimateOf([row]: readonly Texts[]): ViewEstimate {
  return { rows: Math.round(Number(row?.[0] ?? 0)), bytes: Number(row?.[1] ?? 0) };
}
