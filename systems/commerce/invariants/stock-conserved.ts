import type { Invariant, JudgedSnapshot } from '@evenkeel/chaos';
import { numberOf, quantitiesOf } from '../records.ts';
import { counted } from './counted.ts';

const STOCK = 'warehouse.stock';
const RESERVATIONS = 'warehouse.reservations';

/**
 * Per SKU, all received units are on hand, reserved or shipped; the counters equal the sums of the reservations; and the
 * run received nothing. Judged after the drain, before a repair could hide a violation, and again at the end.
 */
export const stockConserved: Invariant = {
  name: 'stock-conserved',
  views: [STOCK, RESERVATIONS],
  at: ['before', 'drained', 'end'],
  judge({ snapshots: { before, drained, end }, isEndRepaired }) {
    const found = [
      ...violationsIn(drained),
      ...(isEndRepaired ? violationsIn(end) : []),
      ...receivedSince(before, drained),
      ...receivedSince(before, end),
    ];
    const violations = [...new Set(found)];
    return {
      violations,
      summary:
        violations.length === 0
          ? `Stock adds up for all SKUs (${stockIn(end).length}), after the drain and at the end.`
          : `Stock does not add up: counters and reservations differ in ${counted(violations.length, 'place')}.`,
    };
  },
};

interface Stock {
  readonly sku: string;
  readonly received: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly shipped: number;
}

function stockIn({ views }: JudgedSnapshot): readonly Stock[] {
  return [...(views.get(STOCK)?.values() ?? [])].map(({ key, fields }) => ({
    sku: key,
    received: numberOf(fields, 'received'),
    onHand: numberOf(fields, 'onHand'),
    reserved: numberOf(fields, 'reserved'),
    shipped: numberOf(fields, 'shipped'),
  }));
}

function violationsIn(snapshot: JudgedSnapshot): string[] {
  const { name } = snapshot;
  const { RESERVED: reservedSums, COMMITTED: shippedSums } = sumsIn(snapshot);
  return stockIn(snapshot).flatMap(({ sku, received, onHand, reserved, shipped }) => {
    const total = onHand + reserved + shipped;
    const [reservedSum, shippedSum] = [reservedSums.get(sku) ?? 0, shippedSums.get(sku) ?? 0];
    return [
      ...(total === received
        ? []
        : [`${name} ${sku}: on hand + reserved + shipped is ${total}, received is ${received}`]),
      ...(reserved === reservedSum
        ? []
        : [`${name} ${sku}: reserved is ${reserved}, the sum of RESERVED reservations is ${reservedSum}`]),
      ...(shipped === shippedSum
        ? []
        : [`${name} ${sku}: shipped is ${shipped}, the sum of COMMITTED reservations is ${shippedSum}`]),
    ];
  });
}

function receivedSince(before: JudgedSnapshot, after: JudgedSnapshot): string[] {
  const later = new Map(stockIn(after).map(({ sku, received }) => [sku, received]));
  return stockIn(before).flatMap(({ sku, received: first }) => {
    const now = later.get(sku);
    return now === first
      ? []
      : [`${after.name} ${sku}: received is ${now ?? 'missing'}, and was ${first} before the load`];
  });
}

/** Units per SKU, over all reservations in each of these states. */
function sumsIn({ views }: JudgedSnapshot) {
  const sums = { RESERVED: new Map<string, number>(), COMMITTED: new Map<string, number>() };
  for (const { fields } of views.get(RESERVATIONS)?.values() ?? []) {
    const { state } = fields;
    if (state !== 'RESERVED' && state !== 'COMMITTED') continue;
    const units = sums[state];
    for (const { sku, quantity } of quantitiesOf(fields)) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return sums;
}
