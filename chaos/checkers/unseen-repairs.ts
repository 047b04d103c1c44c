import type { LedgerEntry, ReconcileResult, RunEvent } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { mentions, type RecordChange } from './closed-world/record-changes.ts';
import { isDone } from './ledger-entries.ts';

/**
 * Differences that a run since the drift says it repaired, although nothing that has to do with their key changed. The
 * two sides of a rule differ until a record that they are read from changes, no matter who writes it. Writes in the ledger
 * are compared with their images elsewhere; this is about owners that were called, and rows that somebody else wrote.
 *
 * @param changes between the snapshots after the drift and at the end
 */
export function unseenRepairs(
  { events, reconciles, ledgers, drifted, end }: Pick<Parts, 'events' | 'reconciles' | 'ledgers' | 'drifted' | 'end'>,
  changes: readonly RecordChange[],
): string[] {
  const since = readAt(events);
  const views = [...drifted.views.values(), ...end.views.values()];
  // A rule may report a row under a key that no row has, and that need not stand in what changed.
  const isKey = (key: string) => views.some((records) => records.has(key));
  return reconciles
    .filter(({ startedAt, endedAt }) => startedAt >= since && endedAt <= end.at)
    .flatMap((run) =>
      run.differences
        .filter((one) => one.repaired && !isWritten(one, ledgers.get(run.runId) ?? []) && isKey(one.key))
        .filter(({ key }) => !changes.some((change) => mentions(change, key)))
        .map(({ rule, key }) => `${rule} ${key}: repaired by ${run.runId}, but nothing changed that has to do with it`),
    );
}

/** Virtual time at which the snapshot after the drift had been read; after every time if there is none. */
function readAt(events: readonly RunEvent[]): string {
  return events.findLast((event) => event.kind === 'snapshot' && event.name === 'drifted')?.at ?? '~';
}

function isWritten({ rule, key }: ReconcileResult['differences'][number], entries: readonly LedgerEntry[]): boolean {
  return entries.some((one) => one.action.kind === 'write' && isDone(one) && one.rule === rule && one.key === key);
}
