/** Concludes operations that killed runs left open in the ledger, by reading the rows as they are now. */
import { concludeEntry, type FencedLease, type LedgerEntry, readEntries } from './control/index.ts';
import { type Clock, writeOutcome, markOf, type Reading, type Recovered, type View } from './engine/index.ts';
import { type Reconciliation, viewsOf } from './rules/index.ts';
import type { ControlTables } from './tables.ts';

export interface RecoverOptions {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  readonly lease: Pick<FencedLease, 'unfinished' | 'settled' | 'renew'>;
  readonly clock: Clock;
  readonly reading: Reading;
}

/**
 * Concludes every operation that an unfinished run intended and did not conclude. Writes nothing to the stores: an
 * operation that was not done is found again as drift, and an owner that may not have been called is called again.
 *
 * @returns those operations @throws StoreReadError if a row cannot be read; the run stays unfinished, and the next run
 * tries again
 */
export async function recover(options: RecoverOptions): Promise<readonly Recovered[]> {
  const { reconciliation, tables, lease, clock, reading } = options;
  const views = viewsOf(reconciliation);
  const recovered: Recovered[] = [];
  for (const runId of lease.unfinished) {
    const { entries, damaged } = await readEntries(tables.client, tables.ledgerTable, runId);
    const open = entries.filter(({ status }) => status === 'intended');
    for (const entry of open) {
      await lease.renew();
      recovered.push(await recoverEntry(entry, views, { tables, clock, reading }));
    }
    for (const { operationId, damage } of damaged) {
      const reason = `its entry in the ledger ${damage}; delete the entry once a person has looked at the row`;
      recovered.push({ runId, operationId, status: 'intended', reason });
    }
    if (recovered.every((one) => one.runId !== runId || one.status !== 'intended')) await lease.settled(runId);
  }
  return recovered;
}

async function recoverEntry(
  entry: LedgerEntry,
  views: ReadonlyMap<string, View>,
  { tables, clock, reading }: Pick<RecoverOptions, 'tables' | 'clock' | 'reading'>,
): Promise<Recovered> {
  const { runId, operationId, action, key, preImage, planned = {}, intendedAt, undoes } = entry;
  const conclude = async (conclusion: Parameters<typeof concludeEntry>[2]): Promise<Recovered> => {
    await concludeEntry(tables, { runId, operationId, undoes }, conclusion, new Date(clock.now()));
    const status = conclusion.status === 'done' || conclusion.status === 'not-done' ? conclusion.status : 'unknown';
    return { runId, operationId, status, ...('reason' in conclusion && { reason: conclusion.reason }) };
  };
  if (action.kind === 'call') {
    const reason = `${action.owner} may or may not have been called; calling it again is safe, and happens as long as the two sides differ`;
    return conclude({ status: 'unknown', reason });
  }
  const view = views.get(action.view);
  if (view === undefined) {
    const reason = `no rule uses the view ${action.view} any more; a run with the rules of that time can conclude this`;
    return { runId, operationId, status: 'intended', reason };
  }
  const row = (await view.read([key], reading)).get(key);
  return conclude(writeOutcome(view, { preImage, planned, at: new Date(intendedAt) }, markOf(runId, operationId), row));
}
