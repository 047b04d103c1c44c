/**
 * Finds the rows that a deletion also deletes or changes, through foreign keys that cascade. They are read before the
 * deletion, and an undo restores them.
 */
import type { ForeignKey, KeyOperator } from './foreign-keys.ts';
import { partsOf } from './relation.ts';
import { Refusal } from './refusal.ts';
import type { DependentRow, RowImage } from './row-image.ts';
import { declaredColumns, nameOf, rowImage, type RowWriter } from './row-writer.ts';
import { ofTable, type Statement, tableOf, whereKey } from './statement.ts';
import { rowSelection } from './write-statement.ts';
import type { WrittenTable } from './written-table.ts';

/** Maximum number of other rows that one deletion may delete or change. */
const MAX_DEPENDENTS = 500;

interface FoundRow {
  readonly table: WrittenTable;
  readonly columns: ReadonlyMap<string, string | null>;
  /** The physical place of the row in its table, which does not change while the row is locked. */
  readonly place: string;
  readonly written: Pick<RowImage, 'xmin' | 'isAltered'>;
}

export interface Deletion {
  /** The whole row, and the rows that its deletion also deletes or changes. */
  readonly row: RowImage;
  /** How often the deletion may update rows of each table, by the table's name. */
  readonly updates: ReadonlyMap<string, number>;
}

/**
 * Reads the whole row with this key, and every row that its deletion would also delete or change.
 *
 * @throws Refusal if an undo could not restore all of them
 */
export async function deletedRow(writer: RowWriter, key: string, isLocked: boolean): Promise<Deletion | undefined> {
  const { relation, table, run, foreignKeys } = writer;
  const where = whereKey(relation, partsOf(key, relation.key.length));
  const [root] = await selectWhole(table, where, { isOnly: false, isLocked }, run);
  if (root === undefined) return undefined;
  const [cascade] = (foreignKeys.get(table.oid) ?? []).filter(({ onDelete }) => onDelete !== undefined);
  if (!table.hasPlace && cascade !== undefined) {
    throw new Refusal(
      `its deletion may also delete or change rows of ${cascade.schema}.${cascade.table}, which cannot be found through a view`,
    );
  }
  const dependents = new Map<string, DependentRow>();
  const updates = new Map<string, number>();
  const open: FoundRow[] = [root];
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    for (const foreignKey of foreignKeys.get(row.table.oid) ?? []) {
      for (const child of await childrenOf(writer, row, foreignKey, isLocked)) {
        const known = dependents.get(child.place);
        const name = nameOf(child.table);
        if (foreignKey.onDelete !== 'CASCADE') updates.set(name, (updates.get(name) ?? 0) + 1);
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
  const { columns, written } = root;
  const found = [...dependents.values()];
  return { row: { columns, ...written, ...(found.length > 0 && { dependents: found }) }, updates };
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
  { schema, table, columns, referenced, onDelete, operators }: ForeignKey,
  isLocked: boolean,
): Promise<FoundRow[]> {
  if (onDelete === undefined) return [];
  const values = referenced.map((column) => parent.columns.get(column) ?? null);
  if (values.includes(null)) return [];
  const conditions = columns.map((column, at) => {
    const type = parent.table.columns.get(referenced[at] ?? '')?.type ?? 'text';
    return matching(operators[at], `CAST(:r${at} AS ${type})`, ofTable(column));
  });
  const parameters = Object.fromEntries(values.map((value, at) => [`r${at}`, value]));
  const child = await tableNamed(schema, table);
  return selectWhole(
    child,
    { sql: conditions.join(' AND '), parameters },
    { isOnly: !child.isPartitioned, isLocked },
    run,
  );
}

/** Compares with the key's own operator, because `=` may be another one, such as that of another schema. */
function matching(operator: KeyOperator | undefined, parent: string, child: string): string {
  if (operator === undefined) throw new Refusal('the catalogue does not say how a foreign key compares its columns');
  const { schema, symbol, left, right, collation } = operator;
  const cast = (value: string, type: string | null): string => (type === null ? value : `CAST(${value} AS ${type})`);
  const collate = collation === null ? '' : ` COLLATE ${collation}`;
  return `${cast(parent, left)} OPERATOR(${schema}.${symbol}) ${cast(child, right)}${collate}`;
}

async function selectWhole(
  table: WrittenTable,
  where: Statement,
  { isOnly, isLocked }: { readonly isOnly: boolean; readonly isLocked: boolean },
  run: RowWriter['run'],
): Promise<FoundRow[]> {
  const columns = [...table.columns.values()];
  const hidden = columns.find(({ isReadable }) => !isReadable);
  if (hidden !== undefined) {
    throw new Refusal(
      `this user may not read ${hidden.name} of ${nameOf(table)}, so an undo could not restore the row`,
    );
  }
  const place = table.hasPlace ? `pg_catalog.concat(CAST(t.tableoid AS oid), ' ', t.ctid)` : `CAST('' AS text)`;
  const rows = await run({
    sql: `SELECT ${place}, ${rowSelection(columns, table)} FROM ${isOnly ? 'ONLY ' : ''}${tableOf(table)} AS t WHERE ${where.sql}${isLocked ? ' FOR UPDATE' : ''}`,
    parameters: where.parameters,
  });
  return rows.map(([place, ...texts]) => {
    const { columns: found, ...written } = rowImage(texts, columns, table);
    return { table, place: place ?? '', columns: found, written };
  });
}

/**
 * Refuses a deletion that also deletes other rows of the view, or changes values that the view compares: the other
 * side may hold those rows as they are.
 */
export function assertOwnRow({ relation, table }: RowWriter, { dependents = [] }: RowImage): void {
  const declared = new Set(declaredColumns(relation, table).map(({ name }) => name));
  for (const { schema, table: name, columns, set } of dependents) {
    if (schema !== table.schema || name !== table.table) continue;
    const changed = set?.filter((column) => declared.has(column));
    if (changed?.length === 0) continue;
    const key = relation.key.map(({ column }) => columns[column] ?? '').join(', ');
    const what = changed === undefined ? `deletes the row ${key}` : `changes ${changed.join(', ')} of the row ${key}`;
    throw new Refusal(
      `its deletion also ${what} of ${nameOf(table)}, which the view compares and the other side may hold as it is`,
    );
  }
}
