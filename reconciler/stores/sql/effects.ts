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

/** By the object identifier of the table. */
type Counts = ReadonlyMap<string, Written & { readonly name: string }>;

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
  const before = await countWritten(run);
  return {
    async assertOnly(expected) {
      const after = await countWritten(run);
      if (table.counted === undefined) return;
      if (!after.has(table.counted)) {
        throw new Refusal(
          `the server does not count the rows that a transaction writes (its setting track_counts is off), so nothing shows what else the write to ${nameOf(table)} changes`,
        );
      }
      // Triggers may insert into tables that have nothing to do with the row, such as a log.
      const related = new Set([table.counted, ...[...foreignKeys.values()].flat().map(({ top }) => top)]);
      const allowed = sumOf(expected);
      for (const [oid, now] of after) {
        const own = allowed.get(oid) ?? NOTHING;
        const more = surplusOf(difference(now, before.get(oid)), own, related.has(oid) || allowed.has(oid));
        if (more === undefined) continue;
        throw new Refusal(
          `the write also ${more} of ${now.name}, which an undo could not restore${causeOf(table, event)}`,
        );
      }
      for (const {
        table: { counted = '', schema, table: name },
      } of expected) {
        const { deleted } = difference(after.get(counted), before.get(counted));
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

async function countWritten(run: Run): Promise<Counts> {
  const found = await run({
    sql: `SELECT CAST(CAST(c.oid AS bigint) AS text), concat(n.nspname, '.', c.relname), CAST(sum(s.n_tup_ins) AS text), CAST(sum(s.n_tup_upd) AS text), CAST(sum(s.n_tup_del) AS text)
      FROM (SELECT relid, n_tup_ins, n_tup_upd, n_tup_del FROM pg_catalog.pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 OFFSET 0) AS s
        JOIN pg_catalog.pg_class AS c ON c.oid = ${topOf('s.relid')} JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace GROUP BY c.oid, n.nspname, c.relname`,
    parameters: {},
  });
  return new Map(
    found.map(([oid, name, inserted, updated, deleted]) => [
      oid ?? '',
      { name: name ?? '', inserted: Number(inserted), updated: Number(updated), deleted: Number(deleted) },
    ]),
  );
}
