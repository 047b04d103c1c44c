import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { LedgerEntry, Snapshot } from '../../schemas/index.ts';
import { changedFields } from '../closed-world/values.ts';
import { ledgerKeyOf } from '../ledger-key.ts';
import { comparison } from './comparison.ts';

type Views = Snapshot['views'];

/** The contents of records with their versions, from before the load to after the drain: whatever writes a record raises its version. */
export const loadVersionsComparison = comparison(
  'versions during the load',
  ['before', 'drained'],
  ({ before, drained }, { journal }) =>
    // A replica takes over the version of the other region's write, which may be the same one.
    journal.regions === undefined ? versionsStand(before.views, drained.views, NONE) : [],
);

/** The same, from the drain to the end. Drift is written past the services, and repairs keep the version that they find. */
export const driftVersionsComparison = comparison(
  'versions after the drain',
  ['events', 'drained', 'drifted', 'end', 'ledgers'],
  ({ events, drained, drifted, end, ledgers }, { journal }) => {
    if (journal.regions !== undefined) return [];
    const repaired = repairedIn([...ledgers.values()].flat());
    return [
      ...versionsStand(drained.views, drifted.views, new Set([...seededIn(events), ...repaired])),
      ...versionsStand(drifted.views, end.views, repaired),
    ];
  },
);

const NONE: ReadonlySet<string> = new Set();

const nameOf = (view: string, key: string): string => JSON.stringify([view, key]);

function seededIn(events: readonly JudgedEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === 'drift.seeded' ? (event.writes ?? []).map(({ view, key }) => nameOf(view, key)) : [],
  );
}

function repairedIn(entries: readonly LedgerEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap((entry) => (entry.action.kind === 'write' ? [nameOf(entry.action.view, ledgerKeyOf(entry))] : [])),
  );
}

/** @param excepted records that something else than the system has written */
function versionsStand(earlier: Views, later: Views, excepted: ReadonlySet<string>): string[] {
  return [...earlier].flatMap(([view, records]) => {
    const others = later.get(view);
    // Views with the same content are the same object.
    if (others === undefined || others === records) return [];
    const lines: string[] = [];
    for (const was of records.values()) {
      const is = others.get(was.key);
      if (is?.version === undefined || is.version !== was.version || excepted.has(nameOf(view, was.key))) continue;
      const fields = changedFields(was.fields, is.fields);
      if (fields.length > 0)
        lines.push(`${view} ${was.key} has another ${fields.join(', ')}, and still version ${is.version}`);
    }
    return lines;
  });
}
