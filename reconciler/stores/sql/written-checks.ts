/**
 * Checks before a write is committed: the values of the master are stored, and an undo can restore the previous values.
 */
import { canonicalText, type GuardedWrite, own, type Row } from '../../engine/index.ts';
import { textsIn } from './record.ts';
import { Refusal } from './refusal.ts';
import { partsOf, strongRowReader } from './relation.ts';
import type { RowImage } from './row-image.ts';
import { nameOf, type RowWriter, triggerNote } from './row-writer.ts';
import { rereadStatement } from './statement.ts';
import { type Assignment, roundTripStatement } from './write-statement.ts';
import type { WrittenTable } from './written-table.ts';

/** The values of the row must now equal those of the master. */
export async function assertStored(
  { relation, table, run }: RowWriter,
  event: 'insert' | 'update',
  { key, fields }: Extract<GuardedWrite, { kind: 'create' | 'update' }>,
): Promise<void> {
  const { unpacked, ...statement } = rereadStatement(relation, [partsOf(key, relation.key.length)]);
  const [texts] = (await run(statement)).map(unpacked);
  const row: Row | undefined = texts && strongRowReader(relation)(texts);
  if (row === undefined) {
    throw new Refusal(`the row could not be found by its key${triggerNote(table, event)}`);
  }
  const wrong = relation.sources.filter(
    ({ field, type }) =>
      own(fields, field) !== undefined &&
      (own(row.unreadable, field) !== undefined ||
        canonicalText(type, own(row.fields, field)) !== canonicalText(type, own(fields, field))),
  );
  if (wrong.length === 0) return;
  throw new Refusal(wrong.map(({ from }) => whyDifferent(table, from, event)).join('; '));
}

function whyDifferent(table: WrittenTable, name: string, event: 'insert' | 'update'): string {
  const column = table.columns.get(name);
  const where = `${name} of ${nameOf(table)}`;
  if (column?.isGenerated === true)
    return `${where} is computed by the database, and would differ from the master's value`;
  const type = column === undefined ? '' : ` (${column.shownType})`;
  return `${where}${type} would differ from the master's value${triggerNote(table, event) || ': its type cannot hold it exactly, or writes it differently'}`;
}

/** Values that are overwritten or deleted must be restorable from their texts. */
export async function assertRestorable(
  { table, run }: RowWriter,
  image: RowImage,
  names: ReadonlySet<string>,
): Promise<void> {
  const assignments = [...image.columns].flatMap(([name, text]): Assignment[] => {
    const column = table.columns.get(name);
    return names.has(name) && text !== null && column !== undefined ? [{ column, text }] : [];
  });
  if (assignments.length === 0) return;
  const [[record = null] = []] = await run(roundTripStatement(assignments));
  const texts = textsIn(record ?? '');
  const lost = assignments.filter(({ text }, at) => texts[at] !== text);
  if (lost.length === 0) return;
  const named = lost.map(({ column }) => `${column.name} (${column.shownType})`).join(', ');
  throw new Refusal(`an undo could not restore the value of ${named} of ${nameOf(table)}`);
}

/** After a restore, every column of the image must be what it was, except those in `without`. */
export function assertRestored(
  { table }: Pick<RowWriter, 'table'>,
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
  throw new Refusal(`${named} of ${nameOf(table)} would not be what it was${triggerNote(table, event)}`);
}
