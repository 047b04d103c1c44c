/** Restores a deleted row, and the rows that its deletion also deleted or changed. */
import { deletedRow } from './dependents.ts';
import { type Expected, watchEffects } from './effects.ts';
import { Refusal } from './refusal.ts';
import { recordOf } from './record.ts';
import { type DependentRow, type RowImage, sameDependents } from './row-image.ts';
import { nameOf, type RowWriter, settleConstraints } from './row-writer.ts';
import { ofTable, quoted, type Statement, tableOf } from './statement.ts';
import {
  cellOf,
  COMPARED,
  insertionOf,
  recordIn,
  RETURNING,
  rowsIn,
  rowsParameter,
  valueOf,
} from './write-statement.ts';
import { assertRestored } from './written-checks.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

/** @throws Refusal if the rows would not be exactly what they were */
export async function restoreDeleted(writer: RowWriter, key: string, image: RowImage): Promise<void> {
  const groups = await groupsOf(writer, image);
  const effects = await watchEffects(writer, 'insert');
  await insertAll(writer, groups);
  await settleConstraints(writer);
  const whole = await deletedRow(writer, key, false);
  if (whole === undefined) throw new Refusal('the written row cannot be found by its key');
  assertRestored(writer, 'insert', image, whole.row, new Set());
  if (!sameDependents(image, whole.row)) {
    throw new Refusal('the rows that its deletion also deleted or changed would not be what they were');
  }
  await effects?.assertOnly(groups.map(expectedOf));
}

/** Rows of one table that are restored in the same way. */
interface Group {
  readonly table: WrittenTable;
  readonly rows: readonly Pick<DependentRow, 'columns'>[];
  readonly set: readonly string[] | undefined;
  readonly identity: readonly string[];
}

async function groupsOf({ table, tableNamed }: RowWriter, image: RowImage): Promise<readonly Group[]> {
  const alike = new Map<string, DependentRow[]>();
  for (const row of image.dependents ?? []) {
    const id = JSON.stringify([row.schema, row.table, row.set ?? null, Object.keys(row.columns)]);
    alike.set(id, [...(alike.get(id) ?? []), row]);
  }
  const root = { table, rows: [{ columns: Object.fromEntries(image.columns) }], set: undefined, identity: [] };
  const others = [...alike.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ first, rows: [first, ...rest] }],
  );
  return [
    root,
    ...(await Promise.all(
      others.map(async ({ first: { schema, table: name, set, identity = [] }, rows }) => ({
        table: await tableNamed(schema, name),
        rows,
        set,
        identity,
      })),
    )),
  ];
}

const expectedOf = ({ table, rows, set }: Group): Expected => ({
  table,
  inserted: set === undefined ? rows.length : 0,
  updated: set === undefined ? 0 : rows.length,
  deleted: 0,
});

/** Writes in one statement: PostgreSQL checks foreign keys at its end, so the order of the rows does not matter. */
async function insertAll({ run }: RowWriter, groups: readonly Group[]): Promise<void> {
  const parts = groups.map((group, at) => (group.set === undefined ? inserted(group, at) : reset(group, at)));
  const counts = parts.map((_part, at) => `(SELECT CAST(pg_catalog.count(*) AS text) FROM w${at})`);
  const [written = []] = await run({
    sql: `WITH ${parts.map(({ sql }, at) => `w${at} AS (${sql} ${RETURNING})`).join(', ')} SELECT ${counts.join(', ')}`,
    parameters: Object.assign({}, ...parts.map(({ parameters }) => parameters)) as Statement['parameters'],
  });
  const missed = groups.find(({ rows }, at) => written[at] !== String(rows.length));
  if (missed === undefined) return;
  const which = missed.rows.length === 1 ? 'a row' : 'rows';
  throw new Refusal(`${which} of ${nameOf(missed.table)} cannot be restored: written since, or a trigger skips it`);
}

/** The columns of a group's rows, without those that the database computes. */
function columnsIn({ table, rows: [first] }: Group): WrittenColumn[] {
  return Object.keys(first?.columns ?? {}).flatMap((name) => {
    const column = table.columns.get(name);
    if (column === undefined) throw new Refusal(`${nameOf(table)} has no column ${name} any more`);
    return column.isGenerated ? [] : [column];
  });
}

const parametersOf = ({ rows }: Group, columns: readonly WrittenColumn[], at: number): Statement['parameters'] => ({
  [`w${at}`]: rowsParameter(rows.map((row) => columns.map(({ name }) => row.columns[name] ?? null))),
});

function inserted(group: Group, at: number): Statement {
  const columns = columnsIn(group);
  return { sql: insertionOf(group.table, columns, `w${at}`), parameters: parametersOf(group, columns, at) };
}

/** Restores the columns that a deletion set, if nothing else has written to the rows. */
function reset(group: Group, at: number): Statement {
  const { table, set = [], identity } = group;
  const columns = columnsIn(group);
  const settings: string[] = [];
  const conditions: string[] = [];
  const kept: { readonly column: WrittenColumn; readonly cell: string }[] = [];
  for (const [place, column] of columns.entries()) {
    if (set.includes(column.name)) {
      settings.push(`${quoted(column.name)} = ${cellOf(column, place)}`);
      continue;
    }
    const isIdentity = identity.includes(column.name);
    // Finds the row by its index; the text below is what decides.
    if (isIdentity) conditions.push(`${ofTable(column.name)} = ${cellOf(column, place)}`);
    kept.push({ column, cell: isIdentity ? valueOf(cellOf(column, place), column) : cellOf(COMPARED, place) });
  }
  if (kept.length > 0) {
    conditions.push(`${recordIn(kept.map(({ column }) => column))} = ${recordOf(kept.map(({ cell }) => cell))}`);
  }
  const isStored = ({ name }: WrittenColumn): boolean => set.includes(name) || identity.includes(name);
  const source = rowsIn(
    `w${at}`,
    columns.map((column) => (isStored(column) ? column : COMPARED)),
  );
  const only = table.isPartitioned ? '' : 'ONLY ';
  return {
    sql: `UPDATE ${only}${tableOf(table)} AS t SET ${settings.join(', ')} FROM ${source} WHERE ${conditions.join(' AND ')}`,
    parameters: parametersOf(group, columns, at),
  };
}
