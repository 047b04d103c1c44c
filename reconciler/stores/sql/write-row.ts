/**
 * Guarded writes. Each is a transaction that locks the row, compares it with the expected row, writes, and reads back
 * what is stored. If that is not what was requested, the transaction is rolled back and nothing is written.
 */
import type { GuardedWrite, WriteOutcome } from '../../engine/index.ts';
import { impliedValues, NOT_INSIDE, OUTSIDE } from '../where.ts';
import { assertRemovable, deleteRow } from './deletion.ts';
import { watchEffects } from './effects.ts';
import { Refusal } from './refusal.ts';
import { partsOf } from './relation.ts';
import { restoreDeleted } from './restoration.ts';
import { imageText, parseImage } from './row-image.ts';
import {
  assertInside,
  CHANGED,
  columnsOf,
  imageOf,
  keptColumns,
  lockExpected,
  nameOf,
  raisedVersion,
  readableColumns,
  readRow,
  type RowWriter,
  settleConstraints,
  watchedColumns,
  writeOneRow,
} from './row-writer.ts';
import { advanceSequences } from './sequence.ts';
import { type Assignment, insertStatement, rowStatement, updateStatement } from './write-statement.ts';
import { assertRestorable, assertRestored, assertStored } from './written-checks.ts';
import { copied } from './written-values.ts';

/** @throws Refusal if the row must not be written */
export async function writeRow(writer: RowWriter, write: GuardedWrite, at: Date): Promise<WriteOutcome> {
  switch (write.kind) {
    case 'create':
      return create(writer, write, at);
    case 'update':
      return update(writer, write, at);
    case 'delete':
      await assertInside(writer, write.key, NOT_INSIDE);
      await deleteRow(writer, write.key, write.guard.image, false);
      return DELETED;
    case 'restore': {
      const { key, image, expected } = write;
      if (image === null) {
        await assertInside(writer, key, NOT_INSIDE);
        await deleteRow(writer, key, expected ?? undefined, true);
        return DELETED;
      }
      return expected === null ? reinsert(writer, key, image) : restore(writer, key, image, expected);
    }
  }
}

const TAKEN_OUTSIDE = "there is a row with this key outside the view's `where`, so none is created";

const DELETED: WriteOutcome = { written: true, image: null };

async function create(
  writer: RowWriter,
  write: Extract<GuardedWrite, { kind: 'create' }>,
  at: Date,
): Promise<WriteOutcome> {
  const { relation, table, run } = writer;
  const { version, createdAt, updatedAt } = relation;
  const parts = partsOf(write.key, relation.key.length);
  if ((await run(rowStatement(relation, parts, [], { isLocked: false }))).length > 0) {
    await assertInside(writer, write.key, TAKEN_OUTSIDE);
    throw new Refusal(CHANGED);
  }
  const given = new Map(copied(relation, table, write).map((one) => [one.column.name, one]));
  const put = (name: string | undefined, text: string): void => {
    const column = name === undefined ? undefined : table.columns.get(name);
    if (column !== undefined && !column.isGenerated && !given.has(column.name))
      given.set(column.name, { column, text });
  };
  put(version, '1');
  for (const name of [createdAt, updatedAt]) put(name, at.toISOString());
  for (const { from, within, value } of impliedValues(relation.restrictions))
    if (within.length === 0) put(from, String(value));
  relation.key.forEach(({ column }, index) => {
    given.delete(column);
    put(column, parts[index] ?? '');
  });
  const assignments = [...given.values()];
  const effects = await watchEffects(writer, 'insert');
  await writeOneRow(writer, 'insert', insertStatement(table, assignments));
  await settleConstraints(writer);
  await assertInside(writer, write.key, OUTSIDE);
  await assertStored(writer, 'insert', write);
  await effects?.assertOnly([{ table, inserted: 1, updated: 0, deleted: 0 }]);
  await advanceSequences(assignments, run, false);
  const stored = await imageOf(writer, write.key, readableColumns(table));
  const image = imageText({ ...stored, isWhole: true });
  await assertRemovable(writer, write.key, image);
  return { written: true, image };
}

async function update(
  writer: RowWriter,
  write: Extract<GuardedWrite, { kind: 'update' }>,
  at: Date,
): Promise<WriteOutcome> {
  const { relation, table } = writer;
  const before = await lockExpected(writer, write.key, write.guard.image);
  await assertInside(writer, write.key, NOT_INSIDE);
  const { updatedAt } = relation;
  const given = copied(relation, table, write, before.columns);
  const column = updatedAt === undefined ? undefined : table.columns.get(updatedAt);
  const isGiven = given.some((one) => one.column.name === updatedAt);
  const assignments =
    column === undefined || isGiven || column.isGenerated ? given : [...given, { column, text: at.toISOString() }];
  if (assignments.length === 0) {
    throw new Refusal(`${Object.keys(write.fields).join(', ')} of ${nameOf(table)} is computed by the database`);
  }
  await assertRestorable(writer, before, new Set(assignments.map((one) => one.column.name)));
  const parts = partsOf(write.key, relation.key.length);
  const effects = await watchEffects(writer, 'update');
  await writeOneRow(writer, 'update', updateStatement(relation, parts, assignments, raisedVersion(relation)));
  await settleConstraints(writer);
  await assertInside(writer, write.key, OUTSIDE);
  await assertStored(writer, 'update', write);
  await effects?.assertOnly([{ table, inserted: 0, updated: 1, deleted: 0 }]);
  return { written: true, image: imageText(await imageOf(writer, write.key, columnsOf(table, before))) };
}

/** Inserts a deleted row with all of its columns, and restores the rows that its deletion also deleted or changed. */
async function reinsert(writer: RowWriter, key: string, text: string): Promise<WriteOutcome> {
  const { relation, table, run } = writer;
  if ((await readRow(writer, key, [], false)) !== undefined) {
    await assertInside(writer, key, TAKEN_OUTSIDE);
    throw new Refusal(CHANGED);
  }
  const image = parseImage(text);
  await restoreDeleted(writer, key, image);
  await assertInside(writer, key, OUTSIDE);
  const assigned = [...image.columns].flatMap(([name, was]): Assignment[] => {
    const column = table.columns.get(name);
    return column === undefined ? [] : [{ column, text: was }];
  });
  await advanceSequences(assigned, run, true);
  return { written: true, image: imageText(await imageOf(writer, key, watchedColumns(relation, table))) };
}

/** Restores the columns that the write between the two images changed. */
async function restore(writer: RowWriter, key: string, text: string, expectedText: string): Promise<WriteOutcome> {
  const { relation, table } = writer;
  const expected = parseImage(expectedText);
  const image = parseImage(text);
  await lockExpected(writer, key, expectedText);
  await assertInside(writer, key, NOT_INSIDE);
  const kept = keptColumns(relation);
  const changed = [...image.columns].filter(([name, was]) => !kept.has(name) && expected.columns.get(name) !== was);
  const assignments = changed.flatMap(([name, was]): Assignment[] => {
    const column = table.columns.get(name);
    if (column === undefined) throw new Refusal(`${nameOf(table)} has no column ${name} any more`);
    return column.isGenerated ? [] : [{ column, text: was }];
  });
  const parts = partsOf(key, relation.key.length);
  const raised = raisedVersion(relation);
  const effects = await watchEffects(writer, 'update');
  if (assignments.length > 0 || raised !== undefined) {
    await writeOneRow(writer, 'update', updateStatement(relation, parts, assignments, raised));
  }
  await settleConstraints(writer);
  await assertInside(writer, key, OUTSIDE);
  const stored = await imageOf(writer, key, columnsOf(table, image));
  assertRestored(writer, 'update', image, stored, new Set(raised === undefined ? [] : [raised]));
  await effects?.assertOnly([{ table, inserted: 0, updated: 1, deleted: 0 }]);
  return { written: true, image: imageText(stored) };
}
