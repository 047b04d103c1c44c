import type { Finding, Row } from '@evenkeel/reconciler';
import { conservation, type Contribution } from '@evenkeel/reconciler';
import { SETTLE_WINDOW } from './saga.ts';
import { type CommerceViews, quantitiesIn } from './views.ts';

const COUNTERS: Readonly<Record<string, string>> = { RESERVED: 'reserved', COMMITTED: 'shipped' };

const held = (state: unknown, { fields }: Row): Contribution[] => {
  const field = COUNTERS[String(state)];
  if (field === undefined) return [];
  return quantitiesIn(fields['lines']).map(({ sku, quantity }) => ({ key: sku, field, amount: BigInt(quantity) }));
};

/** A lost reservation of a completed order is already reported by `order-reservation`; the counters still include it. */
const lost = ({ rule, pair }: Finding): Contribution[] => {
  if (rule !== 'order-reservation' || pair.left?.fields['state'] !== 'COMPLETED' || pair.right !== undefined) return [];
  return held('COMMITTED', pair.left);
};

const count = (row: Row, field: string): bigint => {
  const value = row.fields[field];
  return typeof value === 'bigint' ? value : 0n;
};

/** Nothing is lost in the warehouse: each counter is the sum of what it counts, and everything received is accounted for. */
export const stockConservation = ({ stock, reservations }: CommerceViews) =>
  conservation({
    name: 'stock-conservation',
    allowEmpty: true,
    after: ['order-reservation'],
    counters: stock,
    parts: reservations,
    sums: ['reserved', 'shipped'],
    balances: {
      unaccounted: (row) =>
        count(row, 'received') - count(row, 'onHand') - count(row, 'reserved') - count(row, 'shipped'),
    },
    contributions: (reservation) => held(reservation.fields['state'], reservation),
    missing: lost,
    settleWindow: SETTLE_WINDOW,
  });
