import type { Parts } from '../../evidence/evidence.ts';
import type { Journal, LedgerEntry, StoredRecord } from '../../schemas/index.ts';
import { ledgerKeyOf } from '../ledger-key.ts';
import { comparison } from './comparison.ts';

type Snapshots = Pick<Parts, 'before' | 'drained' | 'drifted' | 'end'>;

/**
 * The times of repaired rows with those of their repairs. A repair stamps the row with the time at which it was intended,
 * so whatever a later snapshot shows of that row was last written then or later, by the repair or by somebody after it.
 */
export const repairedRowsComparison = comparison(
  'repaired rows',
  ['ledgers', 'before', 'drained', 'drifted', 'end'],
  ({ ledgers, ...snapshots }, { journal }) =>
    [...ledgers.values()]
      .flat()
      .filter(({ status }) => status === 'done')
      .flatMap((entry) => timesDiffer(entry, snapshots, journal)),
);

/** Real milliseconds by which the clock of a store may be behind that of the function that repairs. */
const CLOCK_SKEW_MS = 10_000;

function timesDiffer(entry: LedgerEntry, snapshots: Snapshots, { speed }: Pick<Journal, 'speed'>): string[] {
  const { action, intendedAt, concludedAt } = entry;
  if (action.kind === 'call' || concludedAt === undefined) return [];
  const { view } = action;
  const key = ledgerKeyOf(entry);
  let earlier: StoredRecord | undefined;
  for (const { name, at, views } of [snapshots.before, snapshots.drained, snapshots.drifted, snapshots.end]) {
    const record = views.get(view)?.get(key);
    if (at <= concludedAt) earlier = record ?? earlier;
    if (at <= concludedAt || record === undefined) continue;
    const line = (what: string) => [
      `${view} ${key} was repaired at ${intendedAt}, and ${what} by the snapshot ${name}`,
    ];
    if (record.touchedAt === undefined) return earlier?.touchedAt === undefined ? [] : line('has lost its time');
    const isBefore = Date.parse(record.touchedAt) < Date.parse(intendedAt) - CLOCK_SKEW_MS * speed;
    return isBefore ? line(`last written at ${record.touchedAt}`) : [];
  }
  return [];
}
