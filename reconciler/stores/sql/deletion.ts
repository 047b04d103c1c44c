/** Deletes a row. Before that is final, it rehearses the undo: the row must come back exactly as it was. */
import { assertOwnRow, type Deletion, deletedRow } from './dependents.ts';
import { type Expected, watchEffects } from './effects.ts';
import { isCascading } from './foreign-keys.ts';
import { Refusal } from './refusal.ts';
import { partsOf } from './relation.ts';
import { restoreDeleted } from './restoration.ts';
import { isExpected, parseImage, type RowImage, sameDependents } from './row-image.ts';
import {
  CHANGED,
  nameOf,
  readRow,
  rowImage,
  type RowWriter,
  setsOff,
  settleConstraints,
  triggerNote,
  writeOneRow,
} from './row-writer.ts';
import { type Assignment, deleteStatement, insertStatement, WITHOUT_XMIN } from './write-statement.ts';
import { assertRestorable, assertRestored } from './written-checks.ts';

/**
 * @param guard the image of the row as it must be; the ledger keeps it
 * @param isUndo whether it undoes a create, so that nothing will ever restore the row
 * @throws Refusal if the row is not what is expected, or if an undo could not restore all that the deletion changes
 */
export async function deleteRow(
  writer: RowWriter,
  key: string,
  guard: string | undefined,
  isUndo: boolean,
): Promise<void> {
  const { table, relation } = writer;
  const expected = parseImage(guard ?? '{}');
  const current = await deletedRow(writer, key, true);
  if (current === undefined || !isExpected(expected, current.row)) throw new Refusal(CHANGED);
  assertOwnRow(writer, current.row);
  if (!sameDependents(expected, current.row)) {
    throw new Refusal('rows that its deletion also deletes or changes were written since, or are not in the ledger');
  }
  if (expected.isWhole === true && [...current.row.columns.keys()].some((column) => !expected.columns.has(column))) {
    throw new Refusal(`${nameOf(table)} has a column that is not in the ledger`);
  }
  if (isUndo) await assertRestorable(writer, current.row, new Set(current.row.columns.keys()));
  const isAlone = isPlain(writer, current.row);
  const effects = await watchEffects(writer, 'delete');
  await writeOneRow(writer, 'delete', deleteStatement(relation, partsOf(key, relation.key.length)));
  if (!isAlone) {
    await settleConstraints(writer);
    if ((await readRow(writer, key, [], false)) !== undefined) {
      throw new Refusal(`the row still exists${triggerNote(table, 'delete')}`);
    }
    await effects?.assertOnly(await expectedOf(writer, current));
  }
  if (isUndo) return;
  await rehearse(writer, 'an undo could not restore the row', () =>
    isAlone ? reinsert(writer, current.row) : restoreDeleted(writer, key, current.row),
  );
}

/**
 * Rehearses the undo of a create, if anything could keep the row from being deleted again.
 *
 * @param image of the created row
 * @throws Refusal if the row could not be removed
 */
export async function assertRemovable(writer: RowWriter, key: string, image: string): Promise<void> {
  const { table } = writer;
  const isCertain =
    !setsOff(table) && table.mayDelete && [...table.columns.values()].every(({ isReadable }) => isReadable);
  if (!isCertain) await rehearse(writer, 'an undo could not remove the row', () => deleteRow(writer, key, image, true));
}

/** Whether a write to the row can set off nothing else, so that the row alone has to come back. */
const isPlain = ({ table, foreignKeys }: RowWriter, { dependents }: RowImage): boolean =>
  dependents === undefined &&
  !setsOff(table) &&
  !table.hasDeferrable &&
  !(foreignKeys.get(table.oid) ?? []).some(isCascading);

async function expectedOf({ table, tableNamed }: RowWriter, { row, updates }: Deletion): Promise<Expected[]> {
  const expected: Expected[] = [{ table, inserted: 0, updated: 0, deleted: 1 }];
  const changed = new Map(updates);
  for (const { schema, table: name, set } of row.dependents ?? []) {
    const other = await tableNamed(schema, name);
    const updated = changed.get(nameOf(other)) ?? 0;
    changed.delete(nameOf(other));
    expected.push({ table: other, inserted: 0, updated, deleted: set === undefined ? 1 : 0 });
  }
  return expected;
}

async function reinsert({ table, run }: RowWriter, row: RowImage): Promise<void> {
  const assignments = [...row.columns].flatMap(([name, text]): Assignment[] => {
    const column = table.columns.get(name);
    return column === undefined || column.isGenerated ? [] : [{ column, text }];
  });
  const [texts] = await run(insertStatement(table, assignments, [...table.columns.values()]));
  if (texts === undefined) throw new Refusal('it would not be inserted again');
  assertRestored({ table }, 'insert', row, rowImage(texts, [...table.columns.values()], WITHOUT_XMIN), new Set());
}

/** Writes as an undo would, and takes that back. Replication and streams do not see it. */
async function rehearse({ run }: RowWriter, what: string, undo: () => Promise<void>): Promise<void> {
  await run({ sql: 'SAVEPOINT rehearsal', parameters: {} });
  try {
    await undo();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `${what}: ${error.message}`;
    throw error instanceof Refusal ? new Refusal(message) : new Error(message, { cause: error });
  }
  await run({ sql: 'ROLLBACK TO SAVEPOINT rehearsal', parameters: {} });
}
