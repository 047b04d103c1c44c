/** Handles on the shop's records, for changes that keep several of them consistent. */
import type { SnapshotName, StoredRecord } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn } from './kind.ts';

export const ORDERS = 'checkout.orders';
export const PAYMENTS = 'payment.payments';
const ENTRIES = 'payment.entries';
export const RESERVATIONS = 'warehouse.reservations';
export const SHIPMENTS = 'shipping.shipments';
export const STOCK = 'warehouse.stock';
export const ERRORS = 'transactions.errors';

/** The snapshots that hold what the load did. */
export const LATER: readonly SnapshotName[] = ['drained', 'drifted', 'end'];

/** Whether the run is one on the shop, with every view that these changes need. */
export function isOnShop(run: RunDraft): boolean {
  const { views } = run.header('end');
  return [ORDERS, PAYMENTS, ENTRIES, RESERVATIONS, SHIPMENTS, STOCK].every((view) => views.includes(view));
}

/** An order of the load that ended in this state, and that no drift touched. @param fits whether it can be changed */
export function anOrder(
  run: RunDraft,
  state: string,
  draw: Draw,
  fits: (correlationId: string) => boolean = () => true,
): string | undefined {
  const sent = new Set(run.history.map(({ correlationId }) => correlationId));
  const touched = new Set(run.events.flatMap((event) => (event.kind === 'drift.seeded' ? [event.key] : [])));
  const fit = run
    .records('drained', ORDERS)
    .filter(({ key, fields }) => fields['state'] === state && sent.has(key) && !touched.has(key) && fits(key));
  return drawn(fit, draw)?.key;
}

/** The record of a key, at each of these moments that has it. */
export function recordsAt(
  run: RunDraft,
  view: string,
  key: string,
  moments: readonly SnapshotName[] = LATER,
): StoredRecord[] {
  return moments.flatMap((moment) => run.records(moment, view).filter((record) => record.key === key));
}

/** Changes the fields of a record alike at each of these moments. */
export function changeFields(
  run: RunDraft,
  view: string,
  key: string,
  change: (fields: Record<string, unknown>) => void,
  moments: readonly SnapshotName[] = LATER,
): boolean {
  const records = recordsAt(run, view, key, moments);
  for (const { fields } of records) change(fields);
  return records.length > 0;
}

/** Sets one field of a record to the same value at each of these moments. */
export function setField(
  run: RunDraft,
  view: string,
  key: string,
  field: string,
  value: unknown,
  moments: readonly SnapshotName[] = LATER,
): boolean {
  return changeFields(run, view, key, (fields) => Object.assign(fields, { [field]: value }), moments);
}

/** The entries of a payment, at each of these moments. */
export function entriesAt(
  run: RunDraft,
  correlationId: string,
  moments: readonly SnapshotName[] = LATER,
): StoredRecord[] {
  return moments.flatMap((moment) =>
    run.records(moment, ENTRIES).filter(({ fields }) => fields['correlationId'] === correlationId),
  );
}

/** Books a movement of money at each of these moments, under the next number. */
export function book(
  run: RunDraft,
  correlationId: string,
  kind: string,
  amountCents: number,
  moments: readonly SnapshotName[] = LATER,
): void {
  const taken = Math.max(0, ...moments.flatMap((moment) => run.records(moment, ENTRIES).map(({ key }) => Number(key))));
  for (const moment of moments) {
    run.records(moment, ENTRIES).push({ key: String(taken + 1), fields: { correlationId, kind, amountCents } });
  }
}

/** Removes every record of an order, at each of these moments. */
export function removeOrder(run: RunDraft, correlationId: string, moments: readonly SnapshotName[] = LATER): void {
  for (const moment of moments) {
    for (const view of run.header(moment).views) {
      const records = run.records(moment, view);
      const others = records.filter(
        ({ key, fields }) => key !== correlationId && fields['correlationId'] !== correlationId,
      );
      if (others.length < records.length) records.splice(0, records.length, ...others);
    }
  }
}

/** Adds units of a product to counters of the stock, at each of these moments. */
export function count(
  run: RunDraft,
  sku: string,
  added: Readonly<Record<string, number>>,
  moments: readonly SnapshotName[] = LATER,
): boolean {
  return changeFields(
    run,
    STOCK,
    sku,
    (fields) => {
      for (const [counter, units] of Object.entries(added)) fields[counter] = Number(fields[counter]) + units;
    },
    moments,
  );
}

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export function linesOf({ fields }: StoredRecord): OrderLine[] {
  return fields['lines'] as unknown as OrderLine[];
}
