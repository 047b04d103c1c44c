/**
 * Guarded writes. Each is a transaction that locks the row, compares it with the expected row, writes, and reads back
 * what is stored. If that is not what was requested, the transaction is rolled back and nothing is written.
 */
import type { GuardedWrite, WriteOutcome } from '../../engine/index.ts';
import { deletedRow, insertWhole } from './dependents.ts';
import { Refusal } from './refusal.ts';
import { partsOf } from './relation.ts';
import { imageText, isUnwritten, parseImage, sameDependents } from './row-image.ts';
import {
  CHANGED,
  columnsOf,
  declaredColumns,
  imageOf,
  keptColumns,
  lockExpected,
  nameOf,
  raisedVersion,
  readRow,
  type RowWriter,
  triggerNote,
  watchedColumns,
  writeOneRow,
} from './row-writer.ts';
import { advanceSequences } from './sequence.ts';
import { type Assignment, deleteStatement, insertStatement, rowStatement, updateStatement } from './write-statement.ts';
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
      return remove(writer, write.key, write.guard.image);
    case 'restore': {
      const { key, image, expected } = write;
      if (image === null) return remove(writer, key, expected ?? undefined);
      return expected === null ? reinsert(writer, key, image) : restore(writer, key, image, expected);
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
  relation.key.forEach(({ column }, index) => {
    given.delete(column);
    put(column, parts[index] ?? '');
  });
  const assignments = [...given.values()];
  await writeOneRow(writer, 'insert', insertStatement(table, assignments));
  await advanceSequences(assignments, run);
  await assertStored(writer, 'insert', write);
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
  await writeOneRow(writer, 'update', updateStatement(relation, parts, assignments, raisedVersion(relation)));
  await assertStored(writer, 'update', write);
  return { written: true, image: imageText(await imageOf(writer, write.key, columnsOf(table, before))) };
}

async function remove(writer: RowWriter, key: string, expectedText: string | undefined): Promise<WriteOutcome> {
  const { relation } = writer;
  const expected = parseImage(expectedText ?? '{}');
  const current = await deletedRow(writer, key, true);
  if (current === undefined || !isUnwritten(expected, current)) throw new Refusal(CHANGED);
  if (!sameDependents(expected, current)) {
    throw new Refusal('rows that its deletion also deletes or changes were written since, or are not in the ledger');
  }
  if (expected.isWhole === true && [...current.columns.keys()].some((column) => !expected.columns.has(column))) {
    throw new Refusal(`${nameOf(writer.table)} has a column that is not in the ledger`);
  }
  await assertRestorable(writer, current, new Set(current.columns.keys()));
  const parts = partsOf(key, relation.key.length);
  await writeOneRow(writer, 'delete', deleteStatement(relation, parts));
  if ((await readRow(writer, key, [], false)) !== undefined) {
    throw new Refusal(`the row still exists${triggerNote(writer.table, 'delete')}`);
  }
  return { written: true, image: null };
}

/** Inserts a deleted row whole, and restores the rows that its deletion also deleted or changed. */
async function reinsert(writer: RowWriter, key: string, text: string): Promise<WriteOutcome> {
  const { relation, table, run } = writer;
  if ((await readRow(writer, key, [], false)) !== undefined) throw new Refusal(CHANGED);
  const image = parseImage(text);
  await insertWhole(writer, image);
  const assigned = [...image.columns.keys()].flatMap((name) => table.columns.get(name) ?? []);
  const stored = await imageOf(writer, key, assigned);
  assertRestored(writer, 'insert', image, stored, new Set());
  const whole = image.dependents === undefined ? undefined : await deletedRow(writer, key, false);
  if (whole !== undefined && !sameDependents(image, whole)) {
    throw new Refusal('the rows that its deletion also deleted or changed would not be what they were');
  }
  await advanceSequences(
    assigned.map((column) => ({ column, text: image.columns.get(column.name) ?? null })),
    run,
  );
  return { written: true, image: imageText(await imageOf(writer, key, watchedColumns(relation, table))) };
}

/** Restores the columns that the write between the two images changed. */
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
    await writeOneRow(writer, 'update', updateStatement(relation, parts, assignments, raised));
  }
  const stored = await imageOf(writer, key, columnsOf(table, image));
  assertRestored(writer, 'update', image, stored, new Set(raised === undefined ? [] : [raised]));
  return { written: true, image: imageText(stored) };
}
