import type { Snapshot } from '../schemas/index.ts';
import { checker, counted, readsStores, validUnless } from './checker.ts';

/**
 * Per SKU, all received units are on hand, reserved or shipped; the counters equal the sums of the reservations; and the
 * run received nothing. Judged after the drain, before a repair could hide a violation, and again at the end.
 */
export const stockConserved = checker(
  'stock-conserved',
  ['before', 'drained', 'end'],
  ({ before, drained, end }, { experiment, status }) => {
    // If the run was cut short, the last snapshot may contain drift that nobody has repaired yet.
    const isEndRepaired = status === 'completed' || experiment.drift.length === 0;
    const violations = [
      ...violationsIn(drained),
      ...(isEndRepaired ? violationsIn(end) : []),
      ...receivedSince(before, drained),
      ...receivedSince(before, end),
    ];
    return validUnless(
      [...new Set(violations)],
      `Stock adds up for all SKUs (${end.stock.length}), after the drain and at the end.`,
      (count) => `Stock does not add up: counters and reservations differ in ${counted(count, 'place')}.`,
    );
  },
  readsStores,
);

function violationsIn({ name, sagas, stock }: Snapshot): string[] {
  const reserved = sumsOf(sagas, 'RESERVED');
  const shipped = sumsOf(sagas, 'COMMITTED');
  return stock.flatMap((item) => {
    const { sku } = item;
    const total = item.onHand + item.reserved + item.shipped;
    const [reservedSum, shippedSum] = [reserved.get(sku) ?? 0, shipped.get(sku) ?? 0];
    return [
      ...(total === item.received
        ? []
        : [`${name} ${sku}: on hand + reserved + shipped is ${total}, received is ${item.received}`]),
      ...(item.reserved === reservedSum
        ? []
        : [`${name} ${sku}: reserved is ${item.reserved}, the sum of RESERVED reservations is ${reservedSum}`]),
      ...(item.shipped === shippedSum
        ? []
        : [`${name} ${sku}: shipped is ${item.shipped}, the sum of COMMITTED reservations is ${shippedSum}`]),
    ];
  });
}

function receivedSince(before: Snapshot, after: Snapshot): string[] {
  return before.stock.flatMap(({ sku, received: first }) => {
    const now = after.stock.find((item) => item.sku === sku)?.received;
    return now === first
      ? []
      : [`${after.name} ${sku}: received is ${now ?? 'missing'}, and was ${first} before the load`];
  });
}

function sumsOf(sagas: Snapshot['sagas'], state: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { reservation } of sagas) {
    if (reservation?.state !== state) continue;
    for (const { sku, quantity } of reservation.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  }
  return sums;
}
