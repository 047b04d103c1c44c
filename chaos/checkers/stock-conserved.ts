import type { Snapshot } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, noneOf } from './checker.ts';

/**
 * Per SKU: what was received is on hand, reserved or shipped; the counters are the sums of the reservations; nothing
 * was received during the run. By the stores after the drain, before any repair could mend them, and at the end.
 */
export const stockConserved = checker(
  'stock-conserved',
  ['before', 'drained', 'end'],
  ({ before, drained, end }, { experiment, status }) => {
    // Where a run was cut short, drift may stand in the last snapshot that nobody was to repair.
    const levelled = status === 'completed' || experiment.drift.length === 0;
    const violations = [
      ...violationsIn(drained),
      ...(levelled ? violationsIn(end) : []),
      ...received(before, drained),
      ...received(before, end),
    ];
    return noneOf(
      [...new Set(violations)],
      `Stock adds up for all ${end.stock.length} SKUs, after the drain and at the end.`,
      (count) => `Stock does not add up: ${count} differences between counters and reservations.`,
    );
  },
  knowsStores,
);

function violationsIn({ name, sagas, stock }: Snapshot): string[] {
  const reserved = sumOf(sagas, 'RESERVED');
  const shipped = sumOf(sagas, 'COMMITTED');
  return stock.flatMap((item) => {
    const held = item.onHand + item.reserved + item.shipped;
    return [
      ...differs(name, item.sku, 'on hand + reserved + shipped', held, 'received', item.received),
      ...differs(
        name,
        item.sku,
        'reserved',
        item.reserved,
        'the sum of RESERVED reservations',
        reserved.get(item.sku) ?? 0,
      ),
      ...differs(
        name,
        item.sku,
        'shipped',
        item.shipped,
        'the sum of COMMITTED reservations',
        shipped.get(item.sku) ?? 0,
      ),
    ];
  });
}

function received(before: Snapshot, after: Snapshot): string[] {
  return before.stock.flatMap(({ sku, received: first }) => {
    const now = after.stock.find((item) => item.sku === sku)?.received;
    return now === first
      ? []
      : [`${after.name} ${sku}: received ${now ?? 'nothing'} where ${first} was received before the load`];
  });
}

function differs(name: string, sku: string, what: string, value: number, other: string, expected: number): string[] {
  return value === expected ? [] : [`${name} ${sku}: ${what} is ${value}, ${other} is ${expected}`];
}

function sumOf(sagas: Snapshot['sagas'], state: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { reservation } of sagas) {
    if (reservation?.state !== state) continue;
    for (const { sku, quantity } of reservation.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  }
  return sums;
}
