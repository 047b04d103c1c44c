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
  const found = new Map<string, Entry[]>();
  for (const { fields } of views.get('payment.entries')?.values() ?? []) {
    const correlationId = textOf(fields, 'correlationId');
    const entry = { kind: textOf(fields, 'kind'), cents: numberOf(fields, 'amountCents') };
    const known = found.get(correlationId);
    if (known === undefined) found.set(correlationId, [entry]);
    else known.push(entry);
  }
  return found;
}
