/**
 * Guarded writes. Each is a transaction that locks the row, holds it against what is expected, writes, and reads back
 * what is stored: where that is not what was asked for, the transaction is rolled back, and nothing was written.
 */
import { canonicalText, type GuardedWrite, type Row, type WriteOutcome } from '../../engine/index.ts';
import { deletedRow, insertWhole } from './dependents.ts';
import type { ForeignKeys } from './foreign-keys.ts';
import { Refusal } from './refusal.ts';
import { type MappedRelation, partsOf, strongRowReader } from './relation.ts';
import { imageText, isUnwritten, parseImage, type RowImage, sameDependents } from './row-image.ts';
import { advanceSequences } from './sequence.ts';
import { rereadStatement, type Statement, type Texts } from './statement.ts';
import {
  type Assignment,
  deleteStatement,
  insertStatement,
  roundTripStatement,
  rowStatement,
  updateStatement,
} from './write-statement.ts';
import { copied } from './written-values.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

export type Run = (statement: Statement) => Promise<readonly Texts[]>;

export interface RowWriter {
  readonly relation: MappedRelation;
  readonly table: WrittenTable;
  /** Foreign keys that a write to the table can set off, however deep. */
  readonly foreignKeys: ForeignKeys;
  /** Another table of the database. */
  readonly tableNamed: (schema: string, table: string) => Promise<WrittenTable>;
  /** Runs a statement in the transaction. */
  readonly run: Run;
}

const MOVED = 'the row is no longer what it was when it was compared';

/** @throws Refusal where nothing is to be written */
export async function writeRow(writer: RowWriter, write: GuardedWrite, at: Date): Promise<WriteOutcome> {
  switch (write.kind) {
    case 'create':
      return create(writer, write, at);
    case 'update':
      return update(writer, write, at);
    case 'delete':
      return remove(writer, write.key, write.guard.image);
    case 'restore': {
      const { key, image, expected } = write;
      if (image === null) return remove(writer, key, expected ?? undefined);
      return expected === null ? bringBack(writer, key, image) : restore(writer, key, image, expected);
    }
  }
}

async function create(
  writer: RowWriter,
  write: Extract<GuardedWrite, { kind: 'create' }>,
  at: Date,
): Promise<WriteOutcome> {
  const { relation, table, run } = writer;
  const { version, createdAt, updatedAt } = relation;
  const parts = partsOf(write.key, relation.key.length);
  if ((await run(rowStatement(relation, parts, [], { hasXmin: false, isLocked: false }))).length > 0) {
    throw new Refusal(MOVED);
  }
  const given = new Map(copied(relation, table, write).map((one) => [one.column.name, one]));
  const put = (name: string | undefined, text: string): void => {
    const column = name === undefined ? undefined : table.columns.get(name);
    if (column !== undefined && !column.isGenerated && !given.has(column.name))
      given.set(column.name, { column, text });
  };
  put(version, '1');
  for (const name of [createdAt, updatedAt]) put(name, at.toISOString());
  relation.key.forEach(({ column }, index) => {
    given.delete(column);
    put(column, parts[index] ?? '');
  });
  const assignments = [...given.values()];
  await wrote(writer, 'insert', insertStatement(table, assignments));
  await advanceSequences(assignments, run);
  await assertHolds(writer, 'insert', write);
  return { written: true, image: imageText(await imageOf(writer, write.key, declaredColumns(relation, table))) };
}

async function update(
  writer: RowWriter,
  write: Extract<GuardedWrite, { kind: 'update' }>,
  at: Date,
): Promise<WriteOutcome> {
  const { relation, table } = writer;
  const before = await lockExpected(writer, write.key, write.guard.image);
  const { updatedAt } = relation;
  const given = copied(relation, table, write);
  const column = updatedAt === undefined ? undefined : table.columns.get(updatedAt);
  const isGiven = given.some((one) => one.column.name === updatedAt);
  const assignments =
    column === undefined || isGiven || column.isGenerated ? given : [...given, { column, text: at.toISOString() }];
  if (assignments.length === 0) {
    throw new Refusal(`${Object.keys(write.fields).join(', ')} of ${nameOf(table)} is computed by the database`);
  }
  await assertRestorable(writer, before, new Set(assignments.map((one) => one.column.name)));
  const parts = partsOf(write.key, relation.key.length);
  await wrote(writer, 'update', updateStatement(relation, parts, assignments, raisedVersion(relation)));
  await assertHolds(writer, 'update', write);
  return { written: true, image: imageText(await imageOf(writer, write.key, columnsOf(table, before))) };
}

async function remove(writer: RowWriter, key: string, expectedText: string | undefined): Promise<WriteOutcome> {
  const { relation } = writer;
  const expected = parseImage(expectedText ?? '{}');
  const current = await deletedRow(writer, key, true);
  if (current === undefined || !isUnwritten(expected, current)) throw new Refusal(MOVED);
  if (!sameDependents(expected, current)) {
    throw new Refusal('rows that go with it were written since the ledger took them, or are not in the ledger');
  }
  if (expected.isWhole === true && [...current.columns.keys()].some((column) => !expected.columns.has(column))) {
    throw new Refusal(`${nameOf(writer.table)} has a column more than the ledger took`);
  }
  await assertRestorable(writer, current, new Set(current.columns.keys()));
  const parts = partsOf(key, relation.key.length);
  await wrote(writer, 'delete', deleteStatement(relation, parts));
  if ((await readRow(writer, key, [], false)) !== undefined) {
    throw new Refusal(`the row is still there${because(writer.table, 'delete')}`);
  }
  return { written: true, image: null };
}

/** Inserts a row that was deleted, whole, with the rows that went with it. */
async function bringBack(writer: RowWriter, key: string, text: string): Promise<WriteOutcome> {
  const { relation, table, run } = writer;
  if ((await readRow(writer, key, [], false)) !== undefined) throw new Refusal(MOVED);
  const image = parseImage(text);
  await insertWhole(writer, image);
  const assigned = [...image.columns.keys()].flatMap((name) => table.columns.get(name) ?? []);
  const stored = await imageOf(writer, key, assigned);
  assertRestored(writer, 'insert', image, stored, new Set());
  const whole = image.dependents === undefined ? undefined : await deletedRow(writer, key, false);
  if (whole !== undefined && !sameDependents(image, whole)) {
    throw new Refusal('the rows that went with it would not be what they were');
  }
  await advanceSequences(
    assigned.map((column) => ({ column, text: image.columns.get(column.name) ?? null })),
    run,
  );
  return { written: true, image: imageText(await imageOf(writer, key, watchedColumns(relation, table))) };
}

/** Puts the columns back that the write between the two images changed. */
async function restore(writer: RowWriter, key: string, text: string, expectedText: string): Promise<WriteOutcome> {
  const { relation, table } = writer;
  const expected = parseImage(expectedText);
  const image = parseImage(text);
  await lockExpected(writer, key, expectedText);
  const kept = keptColumns(relation);
  const changed = [...image.columns].filter(([name, was]) => !kept.has(name) && expected.columns.get(name) !== was);
  const assignments = changed.flatMap(([name, was]): Assignment[] => {
    const column = table.columns.get(name);
    if (column === undefined) throw new Refusal(`${nameOf(table)} has no column ${name} any more`);
    return column.isGenerated ? [] : [{ column, text: was }];
  });
  const parts = partsOf(key, relation.key.length);
  const raised = raisedVersion(relation);
  if (assignments.length > 0 || raised !== undefined) {
    await wrote(writer, 'update', updateStatement(relation, parts, assignments, raised));
  }
  const stored = await imageOf(writer, key, columnsOf(table, image));
  assertRestored(writer, 'update', image, stored, new Set(raised === undefined ? [] : [raised]));
  return { written: true, image: imageText(stored) };
}

/** The version, where each write raises it. One that is a field of the view is its master's, and written as any field. */
export function raisedVersion({ version, sources }: MappedRelation): string | undefined {
  return sources.some(({ from }) => from === version) ? undefined : version;
}

const keptColumns = (relation: MappedRelation): ReadonlySet<string | undefined> =>
  new Set([...relation.key.map(({ column }) => column), raisedVersion(relation)]);

export const nameOf = ({ schema, table }: Pick<WrittenTable, 'schema' | 'table'>): string => `${schema}.${table}`;

/** Columns that the view declares: its key, its fields, version and time. */
export function declaredColumns({ key, columns }: MappedRelation, table: WrittenTable): readonly WrittenColumn[] {
  const names = new Set([...key, ...columns].map(({ column }) => column));
  return [...names].flatMap((name) => table.columns.get(name) ?? []);
}

/**
 * Columns in the image of a row that is not deleted: those that a write of the view can change, and that tell whether
 * the row was written. A trigger may change any column; and without `xmin` only the values tell.
 */
export function watchedColumns(relation: MappedRelation, table: WrittenTable): readonly WrittenColumn[] {
  if (table.hasXmin && table.triggers.update.length === 0) return declaredColumns(relation, table);
  return [...table.columns.values()].filter(({ isReadable }) => isReadable);
}

const columnsOf = (table: WrittenTable, { columns }: RowImage): readonly WrittenColumn[] =>
  [...columns.keys()].flatMap((name) => table.columns.get(name) ?? []);

/** Undefined where there is no row with this key. */
export async function readRow(
  { relation, table: { hasXmin }, run }: RowWriter,
  key: string,
  columns: readonly WrittenColumn[],
  isLocked: boolean,
): Promise<RowImage | undefined> {
  const parts = partsOf(key, relation.key.length);
  const [row] = await run(rowStatement(relation, parts, columns, { hasXmin, isLocked }));
  return row && rowImage(row, columns, hasXmin);
}

export function rowImage(texts: Texts, columns: readonly Pick<WrittenColumn, 'name'>[], hasXmin: boolean): RowImage {
  const xmin = hasXmin ? texts[columns.length] : undefined;
  return {
    columns: new Map(columns.map(({ name }, at) => [name, texts[at] ?? null])),
    ...(typeof xmin === 'string' && { xmin }),
  };
}

async function imageOf(writer: RowWriter, key: string, columns: readonly WrittenColumn[]): Promise<RowImage> {
  const image = await readRow(writer, key, columns, false);
  if (image === undefined) throw new Refusal('the row that was written is not found under its key');
  return image;
}

/** Locks the row, which must be the one that is expected. */
async function lockExpected(writer: RowWriter, key: string, text: string | undefined): Promise<RowImage> {
  const expected = parseImage(text ?? '{}');
  const row = await readRow(writer, key, columnsOf(writer.table, expected), true);
  if (row === undefined || !isUnwritten(expected, row)) throw new Refusal(MOVED);
  return row;
}

/** A statement that must write one row. */
async function wrote(
  { table, run }: RowWriter,
  event: keyof WrittenTable['triggers'],
  statement: Statement,
): Promise<void> {
  const rows = await run(statement);
  if (rows.length !== 1)
    throw new Refusal(`the database wrote ${rows.length} rows of ${nameOf(table)}${because(table, event)}`);
}

function because({ triggers }: WrittenTable, event: keyof WrittenTable['triggers']): string {
  const names = triggers[event];
  return names.length === 0
    ? ''
    : `, which has ${names.length === 1 ? 'the trigger' : 'the triggers'} ${names.join(', ')} on ${event}`;
}

/** What the row holds now must have the master's tokens. */
async function assertHolds(
  { relation, table, run }: RowWriter,
  event: 'insert' | 'update',
  { key, fields }: Extract<GuardedWrite, { kind: 'create' | 'update' }>,
): Promise<void> {
  const [texts] = await run(rereadStatement(relation, [partsOf(key, relation.key.length)]));
  const row: Row | undefined = texts && strongRowReader(relation)(texts);
  if (row === undefined) {
    throw new Refusal(`the row would not be found under the key that it was written with${because(table, event)}`);
  }
  const wrong = relation.sources.filter(
    ({ field, type }) =>
      fields[field] !== undefined &&
      (row.unreadable?.[field] !== undefined ||
        canonicalText(type, row.fields[field]) !== canonicalText(type, fields[field])),
  );
  if (wrong.length === 0) return;
  throw new Refusal(wrong.map(({ from }) => whyOther(table, from, event)).join('; '));
}

function whyOther(table: WrittenTable, name: string, event: 'insert' | 'update'): string {
  const column = table.columns.get(name);
  const where = `${name} of ${nameOf(table)}`;
  if (column?.isGenerated === true) return `${where} is computed by the database, as another value than the master's`;
  const type = column === undefined ? '' : ` (${column.shownType})`;
  return `${where}${type} would hold another value than the master's${because(table, event) || ': its type cannot hold it'}`;
}

/** What is written over, or deleted, must be restorable from its text. */
async function assertRestorable({ table, run }: RowWriter, image: RowImage, names: ReadonlySet<string>): Promise<void> {
  const assignments = [...image.columns].flatMap(([name, text]): Assignment[] => {
    const column = table.columns.get(name);
    return names.has(name) && text !== null && column !== undefined ? [{ column, text }] : [];
  });
  if (assignments.length === 0) return;
  const [texts = []] = await run(roundTripStatement(assignments));
  const lost = assignments.filter(({ text }, at) => texts[at] !== text);
  if (lost.length === 0) return;
  const named = lost.map(({ column }) => `${column.name} (${column.shownType})`).join(', ');
  throw new Refusal(`an undo could not restore the value of ${named} of ${nameOf(table)}`);
}

/** After a restore every column of the image is what it was, but for the version. */
function assertRestored(
  { table }: RowWriter,
  event: 'insert' | 'update',
  image: RowImage,
  stored: RowImage,
  without: ReadonlySet<string>,
): void {
  const lost = [...image.columns].filter(
    ([name, text]) => !without.has(name) && stored.columns.has(name) && stored.columns.get(name) !== text,
  );
  if (lost.length === 0) return;
  const named = lost.map(([name]) => name).join(', ');
  throw new Refusal(`${named} of ${nameOf(table)} would not be what it was${because(table, event)}`);
}
