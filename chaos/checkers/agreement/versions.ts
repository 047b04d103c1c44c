import type { LedgerEntry, StoredRecord } from '../../schemas/index.ts';
import { changedFields } from '../closed-world/values.ts';
import { ledgerKeyOf } from '../ledger-key.ts';
import { comparison } from './comparison.ts';
import { keptRecordsDiffer, nameOf, NONE, seededIn } from './kept-records.ts';

/** The contents of records with their versions, from before the load to after the drain: whatever writes a record raises its version. */
export const loadVersionsComparison = comparison(
  'versions during the load',
  ['before', 'drained'],
  ({ before, drained }, { journal }) =>
    // A replica takes over the version of the other region's write, which may be the same one.
    journal.regions === undefined ? keptRecordsDiffer(before.views, drained.views, NONE, versionStands) : [],
);

/** The same, from the drain to the end. Drift is written past the services, and repairs keep the version that they find. */
export const driftVersionsComparison = comparison(
  'versions after the drain',
  ['events', 'drained', 'drifted', 'end', 'ledgers'],
  ({ events, drained, drifted, end, ledgers }, { journal }) => {
    if (journal.regions !== undefined) return [];
    const repaired = repairedIn([...ledgers.values()].flat());
    return [
      ...keptRecordsDiffer(drained.views, drifted.views, new Set([...seededIn(events), ...repaired]), versionStands),
      ...keptRecordsDiffer(drifted.views, end.views, repaired, versionStands),
    ];
  },
);

function repairedIn(entries: readonly LedgerEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap((entry) => (entry.action.kind === 'write' ? [nameOf(entry.action.view, ledgerKeyOf(entry))] : [])),
  );
}

function versionStands(was: StoredRecord, is: StoredRecord): string | undefined {
  if (is.version === undefined || is.version !== was.version) return undefined;
  const fields = changedFields(was.fields, is.fields);
  return fields.length > 0 ? `has another ${fields.join(', ')}, and still version ${is.version}` : undefined;
}
