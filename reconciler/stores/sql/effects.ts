/**
 * Finds which rows a write changes beyond its own, such as those that a trigger or a rule changes. PostgreSQL's
 * statistics count the rows that the current transaction has written, table by table, wherever they are.
 */
import { Refusal } from './refusal.ts';
import { nameOf, type RowWriter, type Run, setsOff, triggerNote } from './row-writer.ts';
import { topOf, type WrittenTable } from './written-table.ts';

/** Rows that were inserted, updated and deleted in one table, which may be partitioned. */
interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

interface Seen {
  /** By the object identifier of the table. */
  readonly counts: ReadonlyMap<string, Written & { readonly name: string }>;
  /** Names of tables that the transaction has locked against everybody else, by their object identifiers. */
  readonly locked: ReadonlyMap<string, string>;
}

/** The most that a write may do to the rows of one table. It may update fewer rows. */
export interface Expected extends Written {
  readonly table: WrittenTable;
}

export interface Effects {
  /**
   * @throws Refusal if other rows were written since watching began
   */
  assertOnly(expected: readonly Expected[]): Promise<void>;
}

type Event = keyof WrittenTable['triggers'];

/** What a foreign key does to rows that refer to the written row. */
const ACTIONS = { insert: undefined, update: 'onUpdate', delete: 'onDelete' } as const;

/**
 * Watches what the next statements write. Costs nothing if a write to the table cannot change other rows.
 *
 * @returns undefined if there is nothing to watch
 */
export async function watchEffects(writer: RowWriter, event: Event): Promise<Effects | undefined> {
  const { table, foreignKeys, run } = writer;
  const action = ACTIONS[event];
  const keys = foreignKeys.get(table.oid) ?? [];
  if (!setsOff(table) && !keys.some((key) => action !== undefined && key[action] !== undefined)) return undefined;
  const before = await seen(run);
  return {
    async assertOnly(expected) {
      const after = await seen(run);
      for (const [oid, name] of after.locked) {
        if (before.locked.has(oid)) continue;
        throw new Refusal(
          `the write also emptied, altered or dropped ${name}, which an undo could not restore${causeOf(table, event)}`,
        );
      }
      if (table.counted === undefined) return;
      if (!after.counts.has(table.counted)) {
        throw new Refusal(
          `the server does not count the rows that a transaction writes (its setting track_counts is off), so nothing shows what else the write to ${nameOf(table)} changes`,
        );
      }
      // Triggers may insert into tables that have nothing to do with the row, such as a log.
      const related = new Set([table.counted, ...[...foreignKeys.values()].flat().map(({ top }) => top)]);
      const allowed = sumOf(expected);
      for (const [oid, now] of after.counts) {
        const own = allowed.get(oid) ?? NOTHING;
        const more = surplusOf(difference(now, before.counts.get(oid)), own, related.has(oid) || allowed.has(oid));
        if (more === undefined) continue;
        throw new Refusal(
          `the write also ${more} of ${now.name}, which an undo could not restore${causeOf(table, event)}`,
        );
      }
      for (const {
        table: { counted = '', schema, table: name },
      } of expected) {
        const { deleted } = difference(after.counts.get(counted), before.counts.get(counted));
        if (deleted >= (allowed.get(counted) ?? NOTHING).deleted) continue;
        throw new Refusal(`the write left rows of ${schema}.${name} that it should delete: a trigger keeps them`);
      }
    },
  };
}

const causeOf = (table: WrittenTable, event: Event): string =>
  triggerNote(table, event) || ': through a trigger, a rule or a foreign key of another table';

const NOTHING: Written = { inserted: 0, updated: 0, deleted: 0 };

function sumOf(expected: readonly Expected[]): ReadonlyMap<string, Written> {
  const sums = new Map<string, Written>();
  for (const {
    table: { counted },
    inserted,
    updated,
    deleted,
  } of expected) {
    if (counted === undefined) continue;
    const sum = sums.get(counted) ?? NOTHING;
    sums.set(counted, {
      inserted: sum.inserted + inserted,
      updated: sum.updated + updated,
      deleted: sum.deleted + deleted,
    });
  }
  return sums;
}

function difference(after: Written = NOTHING, before: Written = NOTHING): Written {
  return {
    inserted: after.inserted - before.inserted,
    updated: after.updated - before.updated,
    deleted: after.deleted - before.deleted,
  };
}

/** What was written beyond what is allowed. An update may move a row to another partition. */
function surplusOf(written: Written, allowed: Written, isRelated: boolean): string | undefined {
  const moved = Math.min(
    Math.max(written.inserted - allowed.inserted, 0),
    Math.max(written.deleted - allowed.deleted, 0),
    Math.max(allowed.updated - written.updated, 0),
  );
  const inserted = isRelated ? written.inserted - allowed.inserted - moved : 0;
  const updated = written.updated + moved - allowed.updated;
  const deleted = written.deleted - allowed.deleted - moved;
  if (deleted > 0) return `deleted ${rows(deleted)}`;
  if (updated > 0) return `changed ${rows(updated)}`;
  return inserted > 0 ? `inserted ${rows(inserted)}` : undefined;
}

const rows = (count: number): string => (count === 1 ? 'a row' : `${count} rows`);

/** Large objects are rows of these catalogues. */
const LARGE_OBJECTS = `CAST('pg_catalog.pg_largeobject' AS regclass), CAST('pg_catalog.pg_largeobject_metadata' AS regclass)`;

/**
 * Tables that the transaction has emptied or altered, which locks them against everybody else. Left out are tables that it
 * has created. A dropped table is not in the catalogue any more; a refreshed materialised view drops its old heap.
 */
const LOCKED = `SELECT CAST(CAST(l.relation AS bigint) AS text), CASE WHEN c.oid IS NULL THEN 'a table' ELSE pg_catalog.concat(n.nspname, '.', c.relname) END AS name, NULL, NULL, NULL
      FROM pg_catalog.pg_locks AS l LEFT JOIN (pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace) ON c.oid = l.relation
      WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.database <> 0
        AND CASE WHEN c.oid IS NULL THEN NOT EXISTS (SELECT FROM pg_catalog.pg_locks AS o JOIN pg_catalog.pg_class AS m ON m.oid = o.relation AND m.relkind = 'm'
            WHERE o.pid = l.pid AND o.mode = 'AccessExclusiveLock')
          ELSE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'pg_toast' AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attnum = -1 AND pg_catalog.age(a.xmin) <= 0) END`;

async function seen(run: Run): Promise<Seen> {
  const found = await run({
    sql: `SELECT CAST(CAST(c.oid AS bigint) AS text), pg_catalog.concat(n.nspname, '.', c.relname), CAST(pg_catalog.sum(s.n_tup_ins) AS text), CAST(pg_catalog.sum(s.n_tup_upd) AS text), CAST(pg_catalog.sum(s.n_tup_del) AS text)
      FROM (SELECT relid, n_tup_ins, n_tup_upd, n_tup_del FROM pg_catalog.pg_stat_xact_all_tables
          WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND (schemaname !~ '^(pg_|information_schema$)' OR relid IN (${LARGE_OBJECTS})) OFFSET 0) AS s
        JOIN pg_catalog.pg_class AS c ON c.oid = ${topOf('s.relid')} JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace GROUP BY c.oid, n.nspname, c.relname
      UNION ALL ${LOCKED}`,
    parameters: {},
  });
  const counts = new Map<string, Written & { readonly name: string }>();
  const locked = new Map<string, string>();
  for (const [oid, name, inserted, updated, deleted] of found) {
    if (inserted === null) locked.set(oid ?? '', name ?? '');
    else
      counts.set(oid ?? '', {
        name: name ?? '',
        inserted: Number(inserted),
        updated: Number(updated),
        deleted: Number(deleted),
      });
  }
  return { counts, locked };
}
