/** The steps of a guarded write: read the row with a key, lock it, write it. */
import type { ForeignKeys } from './foreign-keys.ts';
import { Refusal } from './refusal.ts';
import { declaredNames, type MappedRelation, partsOf } from './relation.ts';
import { textsIn } from './record.ts';
import { isUnwritten, parseImage, type RowImage } from './row-image.ts';
import type { Statement, Texts } from './statement.ts';
import { insideStatement, rowStatement, xminOf } from './write-statement.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

export type Run = (statement: Statement) => Promise<readonly Texts[]>;

export interface RowWriter {
  readonly relation: MappedRelation;
  readonly table: WrittenTable;
  /** Foreign keys that refer to the table, or to a table of which a write can change rows through them. */
  readonly foreignKeys: ForeignKeys;
  /** Describes another table of the database. */
  readonly tableNamed: (schema: string, table: string) => Promise<WrittenTable>;
  /** Runs a statement in the transaction. */
  readonly run: Run;
}

export const CHANGED = 'the row changed after it was compared';

/**
 * The version column, if each write raises it. A version that is also a field of the view comes from the master, and is
 * written like any other field.
 */
export function raisedVersion({ version, sources }: MappedRelation): string | undefined {
  return sources.some(({ from, within }) => from === version && within.length === 0) ? undefined : version;
}

export const keptColumns = (relation: MappedRelation): ReadonlySet<string | undefined> =>
  new Set([...relation.key.map(({ column }) => column), raisedVersion(relation)]);

export const nameOf = ({ schema, table }: Pick<WrittenTable, 'schema' | 'table'>): string => `${schema}.${table}`;

/** The columns that the view declares: its key, its fields, its version and its time, and those of its conditions. */
export function declaredColumns(relation: MappedRelation, table: WrittenTable): readonly WrittenColumn[] {
  return declaredNames(relation).flatMap((name) => table.columns.get(name) ?? []);
}

/** @throws Refusal if the view does not show the row with this key */
export async function assertInside({ relation, run }: RowWriter, key: string, why: string): Promise<void> {
  if (relation.where === undefined) return;
  const rows = await run(insideStatement(relation, relation.where, partsOf(key, relation.key.length)));
  if (rows.length === 0) throw new Refusal(why);
}

/**
 * Columns in the image of a row that is not deleted: those that a write through the view can change, and those that
 * show whether the row was written. A trigger may change any column, and without `xmin` only the values show a write.
 */
export function watchedColumns(relation: MappedRelation, table: WrittenTable): readonly WrittenColumn[] {
  return table.hasXmin && table.triggers.update.length === 0
    ? declaredColumns(relation, table)
    : readableColumns(table);
}

export const readableColumns = (table: WrittenTable): readonly WrittenColumn[] =>
  [...table.columns.values()].filter(({ isReadable }) => isReadable);

export const columnsOf = (table: WrittenTable, { columns }: RowImage): readonly WrittenColumn[] =>
  [...columns.keys()].flatMap((name) => table.columns.get(name) ?? []);

/** Undefined if there is no row with this key. */
export async function readRow(
  { relation, table, run }: RowWriter,
  key: string,
  columns: readonly WrittenColumn[],
  isLocked: boolean,
): Promise<RowImage | undefined> {
  const parts = partsOf(key, relation.key.length);
  const [row] = await run(rowStatement(relation, parts, columns, { table, isLocked }));
  return row && rowImage(row, columns, table);
}

/** @param texts those of `rowTexts` */
export function rowImage(
  texts: Texts,
  columns: readonly Pick<WrittenColumn, 'name'>[],
  { hasXmin }: Pick<WrittenTable, 'hasXmin'>,
): RowImage {
  const [record, xmin] = columns.length === 0 ? [undefined, texts[0]] : texts;
  const values = typeof record === 'string' ? textsIn(record) : [];
  return {
    columns: new Map(columns.map(({ name }, at) => [name, values[at] ?? null])),
    ...(hasXmin && typeof xmin === 'string' && xminOf(xmin)),
  };
}

export async function imageOf(writer: RowWriter, key: string, columns: readonly WrittenColumn[]): Promise<RowImage> {
  const image = await readRow(writer, key, columns, false);
  if (image === undefined) throw new Refusal('the written row cannot be found by its key');
  return image;
}

/**
 * Locks the row.
 *
 * @throws Refusal if it is not the expected row
 */
export async function lockExpected(writer: RowWriter, key: string, text: string | undefined): Promise<RowImage> {
  const expected = parseImage(text ?? '{}');
  const row = await readRow(writer, key, columnsOf(writer.table, expected), true);
  if (row === undefined || !isUnwritten(expected, row)) throw new Refusal(CHANGED);
  return row;
}

/** Runs a statement that must write exactly one row. */
export async function writeOneRow(
  { table, run }: RowWriter,
  event: keyof WrittenTable['triggers'],
  statement: Statement,
): Promise<void> {
  const rows = await run(statement);
  if (rows.length !== 1)
    throw new Refusal(`the database wrote ${rows.length} rows of ${nameOf(table)}${triggerNote(table, event)}`);
}

/** Names the triggers that may explain a failed write, as the end of a message. */
export function triggerNote({ triggers }: WrittenTable, event: keyof WrittenTable['triggers']): string {
  const names = triggers[event];
  return names.length === 0
    ? ''
    : `; the table has ${names.length === 1 ? 'the trigger' : 'the triggers'} ${names.join(', ')} on ${event}`;
}

/** Runs deferred constraints and triggers now, so that their changes and errors appear before the commit. */
export async function settleConstraints({ table, run }: RowWriter): Promise<void> {
  if (table.hasDeferrable || setsOff(table)) await run({ sql: 'SET CONSTRAINTS ALL IMMEDIATE', parameters: {} });
}

/** Whether a write to the table may run code of its owner. */
export const setsOff = ({ triggers, hasPlace }: WrittenTable): boolean =>
  !hasPlace || Object.values(triggers).some((names) => names.length > 0);
