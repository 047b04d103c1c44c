/** The booked movements of money. */
import type { JudgedSnapshot } from '@evenkeel/chaos';
import { numberOf, textOf } from '../records.ts';

export interface Entry {
  /** Such as `AUTHORISE`. */
  readonly kind: string;
  readonly cents: number;
}

/** The entries of each payment, by correlation id. */
export function entriesByPayment({ views }: JudgedSnapshot): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, readonly Entry[]>();
  const entryOf = shareEntries();
  for (const { fields } of views.get('payment.entries')?.values() ?? []) {
    const correlationId = textOf(fields, 'correlationId');
    const entry = entryOf(textOf(fields, 'kind'), numberOf(fields, 'amountCents'));
    const known = found.get(correlationId);
    // A new list each time: one that grows reserves room for many more entries than a payment has.
    found.set(correlationId, known === undefined ? [entry] : [...known, entry]);
  }
  return found;
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
