import type { Fields, StoredRecord } from '../../schemas/index.ts';
import { type Changes, changedRecord, outOfBounds } from './changes.ts';
import type { WorldFindings } from './findings.ts';
import type { RecordChange } from './record-changes.ts';
import { changedFields, shown, shownFields } from './values.ts';
import type { ViewIndex } from './view-index.ts';

type Records = ReadonlyMap<string, StoredRecord>;

/** A view that holds no participant of sagas. */
interface ComparedView {
  readonly view: string;
  readonly before: Records;
  readonly held: Records;
  /** Those from which requests have taken their records. */
  readonly indexes: readonly ViewIndex[];
  readonly changes: Changes;
  /** Whether a delivery that came again may have changed the record so. */
  readonly isRepeated: (change: Pick<RecordChange, 'view' | 'was' | 'is'>) => boolean;
}

/** What a view holds beside the records of requests: what it held before the load, with the changes. */
export function explainOthers(compared: ComparedView, findings: WorldFindings): void {
  const { view, before, held, indexes, changes } = compared;
  const isChanged = changes.isChanged(view);
  if (held === before && !isChanged) return;
  if (before.size === 0 && !isChanged && indexes.some(({ size }) => size === 0)) return;
  let seen = 0;
  for (const record of held.values()) {
    const was = before.get(record.key)?.fields;
    if (was !== undefined) seen += 1;
    const isExplained = indexes.some((index) => index.isTaken(index.valueIn(record)));
    if (!isExplained) compareShared(compared, record, was, findings);
  }
  if (seen < before.size) {
    for (const key of before.keys()) {
      if (!held.has(key)) findings.violations.add(`${view} ${key}: gone since before the load`);
    }
  }
  for (const key of changes.keysIn(view)) {
    if (held.has(key) || before.has(key) || changes.isOpen(view, key)) continue;
    const due = changedRecord(undefined, changes.of(view, key)) ?? {};
    if (Object.values(due).some((value) => value !== 0))
      findings.violations.add(`${view} ${key}: missing, with ${shownFields(due)}`);
  }
}

function compareShared(
  { view, changes, isRepeated }: ComparedView,
  { key, fields: is }: StoredRecord,
  was: Fields | undefined,
  findings: WorldFindings,
): void {
  if (isRepeated({ view, was, is }) && changedFields(was, is).length > 0) return;
  const sums = changes.of(view, key);
  for (const line of outOfBounds(is, sums)) findings.violations.add(`${view} ${key}: ${line}`);
  const isRecordOpen = changes.isOpen(view, key);
  // Until its end, a request may also have changed a number that it will leave as it was, such as what is reserved.
  const isOpen = (field: string) => {
    const sum = sums?.get(field);
    return sum === undefined ? isRecordOpen && typeof is[field] === 'number' : sum.isOpen;
  };
  reportChange(findings, view, key, changedRecord(was, sums), is, isOpen);
}

/**
 * Reports a record that is not what it must be.
 *
 * @param isOpen whether a field may have any value
 */
export function reportChange(
  { violations }: WorldFindings,
  view: string,
  key: string,
  due: Fields | undefined,
  is: Fields | undefined,
  isOpen: (field: string) => boolean = () => false,
): void {
  const changed = changedFields(due, is).filter((field) => !isOpen(field));
  if (changed.length === 0) return;
  if (due === undefined) violations.add(`${view} ${key}: nothing explains this record (${shownFields(is ?? {})})`);
  else if (is === undefined) violations.add(`${view} ${key}: gone since before the load`);
  else {
    const lines = changed.map((field) => `${field} is ${shown(is[field])}, must be ${shown(due[field])}`);
    violations.add(`${view} ${key}: ${lines.join('; ')}`);
  }
}
