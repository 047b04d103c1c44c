/** The booked movements of money. */
import type { JudgedSnapshot, StoredRecord } from '@evenkeel/chaos';
import { numberOf, textOf } from '../records.ts';

export interface Entry {
  /** Such as `AUTHORISE`. */
  readonly kind: string;
  readonly cents: number;
}

/** The entries of each payment, by correlation id, in the order in which they were booked. */
export function entriesByPayment({ views }: JudgedSnapshot): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, readonly Entry[]>();
  const entryOf = shareEntries();
  for (const { fields } of inOrder(views.get('payment.entries') ?? new Map<string, StoredRecord>())) {
    const correlationId = textOf(fields, 'correlationId');
    const entry = entryOf(textOf(fields, 'kind'), numberOf(fields, 'amountCents'));
    const known = found.get(correlationId);
    // A new list each time: one that grows reserves room for many more entries than a payment has.
    found.set(correlationId, known === undefined ? [entry] : [...known, entry]);
  }
  return found;
}

/** The database numbers entries in the order in which they are booked, and a run reads them in this order. */
function inOrder(entries: ReadonlyMap<string, StoredRecord>): Iterable<StoredRecord> {
  let last = Number.NEGATIVE_INFINITY;
  for (const key of entries.keys()) {
    if (Number(key) < last) return [...entries.values()].sort((one, other) => Number(one.key) - Number(other.key));
    last = Number(key);
  }
  return entries.values();
}

/** Makes one object for equal entries, because there are many. */
function shareEntries(): (kind: string, cents: number) => Entry {
  const known = new Map<string, Entry>();
  return (kind, cents) => {
    const name = `${kind} ${cents}`;
    const entry = known.get(name) ?? { kind, cents };
    known.set(name, entry);
    return entry;
  };
}
