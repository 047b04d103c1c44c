/**
 * Finds the rows that a deletion also deletes or changes, through foreign keys that cascade. They are read before the
 * deletion, and an undo restores them.
 */
import type { ForeignKey } from './foreign-keys.ts';
import { partsOf } from './relation.ts';
import { Refusal } from './refusal.ts';
import type { DependentRow, RowImage } from './row-image.ts';
import { ofTable, quoted, type Statement, tableOf, type Texts, whereKey } from './statement.ts';
import { type Assignment, insertionOf, outputOf, parametersOf, rowSelection, settingOf } from './write-statement.ts';
import type { RowWriter } from './row-writer.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

/** Maximum number of other rows that one deletion may delete or change. */
const MAX_DEPENDENTS = 500;

interface FoundRow {
  readonly table: WrittenTable;
  readonly columns: ReadonlyMap<string, string | null>;
  /** The physical place of the row in its table, which does not change while the row is locked. */
  readonly place: string;
}

/**
 * Reads the whole row with this key, and every row that its deletion would also delete or change.
 *
 * @throws Refusal if an undo could not restore all of them
 */
export async function deletedRow(writer: RowWriter, key: string, isLocked: boolean): Promise<RowImage | undefined> {
  const { relation, table, run, foreignKeys } = writer;
  const where = whereKey(relation, partsOf(key, relation.key.length));
  const [root] = await selectWhole(table, where, table.hasXmin, isLocked, run);
  if (root === undefined) return undefined;
  const [cascade] = (foreignKeys.get(table.oid) ?? []).filter(({ onDelete }) => onDelete !== undefined);
  if (!table.hasPlace && cascade !== undefined) {
    throw new Refusal(
      `its deletion may also delete or change rows of ${cascade.schema}.${cascade.table}, which cannot be found through a view`,
    );
  }
  const dependents = new Map<string, DependentRow>();
  const open: FoundRow[] = [root];
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    for (const foreignKey of foreignKeys.get(row.table.oid) ?? []) {
      for (const child of await childrenOf(writer, row, foreignKey, isLocked)) {
        const known = dependents.get(child.place);
        if (child.place === root.place || (known !== undefined && known.set === undefined)) continue;
        const dependent = dependentRow(child, foreignKey, known);
        if (dependent.set === undefined) open.push(child);
        else assertSettable(writer, child.table, dependent.set);
        dependents.set(child.place, dependent);
        if (dependents.size > MAX_DEPENDENTS) {
          throw new Refusal(
            `its deletion would also delete or change more than ${MAX_DEPENDENTS} other rows, such as rows of ${child.table.schema}.${child.table.table}`,
          );
        }
      }
    }
  }
  const { columns, xmin } = root;
  const found = [...dependents.values()];
  return { columns, ...(xmin !== undefined && { xmin }), ...(found.length > 0 && { dependents: found }) };
}

function dependentRow({ table, columns }: FoundRow, { onDelete, set }: ForeignKey, known?: DependentRow): DependentRow {
  const row = { schema: table.schema, table: table.table, columns: Object.fromEntries(columns) };
  if (onDelete === 'CASCADE') return row;
  return { ...row, set: [...new Set([...(known?.set ?? []), ...set])], identity: table.primaryKey };
}

/**
 * Refuses a deletion that sets columns of a row if an undo could not find that row again, or if the change would
 * cascade to more rows.
 */
function assertSettable({ foreignKeys }: RowWriter, table: WrittenTable, set: readonly string[]): void {
  const where = `${table.schema}.${table.table}`;
  if (table.primaryKey.length === 0 || table.primaryKey.some((column) => set.includes(column))) {
    throw new Refusal(
      `its deletion changes ${set.join(', ')} of ${where}: without an unchanged primary key an undo could not find the row`,
    );
  }
  const further = (foreignKeys.get(table.oid) ?? []).find(
    ({ onUpdate, referenced }) => onUpdate !== undefined && referenced.some((column) => set.includes(column)),
  );
  if (further !== undefined)
    throw new Refusal(`its deletion changes rows of ${where}, and other rows through the foreign key ${further.name}`);
}

async function childrenOf(
  { tableNamed, run }: RowWriter,
  parent: FoundRow,
  { schema, table, columns, referenced, onDelete }: ForeignKey,
  isLocked: boolean,
): Promise<FoundRow[]> {
  if (onDelete === undefined) return [];
  const values = referenced.map((column) => parent.columns.get(column) ?? null);
  if (values.includes(null)) return [];
  const types = referenced.map((column) => parent.table.columns.get(column)?.type ?? 'text');
  const conditions = columns.map((column, at) => `${ofTable(column)} = CAST(:r${at} AS ${types[at] ?? 'text'})`);
  const parameters = Object.fromEntries(values.map((value, at) => [`r${at}`, value]));
  const child = await tableNamed(schema, table);
  return selectWhole(child, { sql: conditions.join(' AND '), parameters }, false, isLocked, run);
}

async function selectWhole(
  table: WrittenTable,
  where: Statement,
  hasXmin: boolean,
  isLocked: boolean,
  run: RowWriter['run'],
): Promise<(FoundRow & { readonly xmin?: string })[]> {
  const columns = [...table.columns.values()];
  const hidden = columns.find(({ isReadable }) => !isReadable);
  if (hidden !== undefined) {
    throw new Refusal(
      `this user may not read ${hidden.name} of ${table.schema}.${table.table}, so an undo could not restore the row`,
    );
  }
  const place = table.hasPlace ? `concat(CAST(t.tableoid AS oid), ' ', t.ctid)` : `CAST('' AS text)`;
  const rows = await run({
    sql: `SELECT ${place}, ${rowSelection(columns, hasXmin)} FROM ${tableOf(table)} AS t WHERE ${where.sql}${isLocked ? ' FOR UPDATE' : ''}`,
    parameters: where.parameters,
  });
  return rows.map(([at, ...texts]) => foundRow(table, columns, at ?? '', texts, hasXmin));
}

function foundRow(
  table: WrittenTable,
  columns: readonly WrittenColumn[],
  place: string,
  texts: Texts,
  hasXmin: boolean,
): FoundRow & { readonly xmin?: string } {
  const xmin = hasXmin ? texts[columns.length] : undefined;
  return {
    table,
    place,
    columns: new Map(columns.map(({ name }, at) => [name, texts[at] ?? null])),
    ...(typeof xmin === 'string' && { xmin }),
  };
}

/**
 * Inserts the row of an image, and restores the rows that its deletion also deleted or changed. It does so in one
 * statement: PostgreSQL checks foreign keys at the end of a statement, so the order of the rows does not matter.
 */
export async function insertWhole({ table, run, tableNamed }: RowWriter, image: RowImage): Promise<void> {
  const parts: { readonly sql: string; readonly parameters: Statement['parameters'] }[] = [
    insertion(table, image.columns, 'w0f'),
  ];
  for (const [at, row] of (image.dependents ?? []).entries()) {
    const child = await tableNamed(row.schema, row.table);
    const prefix = `w${at + 1}f`;
    const columns = new Map(Object.entries(row.columns));
    parts.push(row.set === undefined ? insertion(child, columns, prefix) : reset(child, row, prefix));
  }
  const counts = parts.map((_part, at) => `(SELECT CAST(count(*) AS text) FROM w${at})`);
  const [written = []] = await run({
    sql: `WITH ${parts.map(({ sql }, at) => `w${at} AS (${sql})`).join(', ')} SELECT ${counts.join(', ')}`,
    parameters: Object.assign({}, ...parts.map(({ parameters }) => parameters)) as Statement['parameters'],
  });
  const missed = written.findIndex((count) => count !== '1');
  if (missed === -1) return;
  const { schema, table: name } = missed === 0 ? table : (image.dependents?.[missed - 1] ?? table);
  throw new Refusal(`a row of ${schema}.${name} cannot be restored: it was written since, or a trigger skips it`);
}

const assignmentsTo = (table: WrittenTable, columns: ReadonlyMap<string, string | null>): Assignment[] =>
  [...columns].flatMap(([name, text]) => {
    const column = table.columns.get(name);
    if (column === undefined) throw new Refusal(`${table.schema}.${table.table} has no column ${name} any more`);
    return column.isGenerated ? [] : [{ column, text }];
  });

function insertion(table: WrittenTable, columns: ReadonlyMap<string, string | null>, prefix: string) {
  const assignments = assignmentsTo(table, columns);
  return { sql: insertionOf(table, assignments, prefix), parameters: parametersOf(assignments, prefix) };
}

/** Restores the columns that a deletion set, if nothing else has written to the row. */
function reset(table: WrittenTable, { columns, set = [], identity = [] }: DependentRow, prefix: string) {
  const all = new Map(Object.entries(columns));
  const assignments = assignmentsTo(table, new Map([...all].filter(([name]) => set.includes(name))));
  const same = [...all].filter(([name]) => !set.includes(name) && table.columns.get(name)?.isGenerated === false);
  const conditions = same.map(([name], at) => {
    const column = table.columns.get(name);
    const reference = `t.${quoted(name)}`;
    if (column !== undefined && identity.includes(name))
      return `${reference} = CAST(:${prefix}s${at} AS ${column.type})`;
    return `${outputOf(reference, column ?? { renderedAs: undefined })} IS NOT DISTINCT FROM CAST(:${prefix}s${at} AS text)`;
  });
  const settings = assignments.map((assignment, at) => settingOf(assignment, at, prefix)).join(', ');
  return {
    sql: `UPDATE ${tableOf(table)} AS t SET ${settings} WHERE ${conditions.join(' AND ')} RETURNING CAST('1' AS text)`,
    parameters: {
      ...parametersOf(assignments, prefix),
      ...Object.fromEntries(same.map(([, text], at) => [`${prefix}s${at}`, text])),
    },
  };
}
