/** What the shop's stores hold for many orders, view by view. */
import type { Fields, StoredRecord } from '../../../chaos/schemas/index.ts';

export interface ShopOrder {
  readonly correlationId: string;
  readonly iteration: number;
  /** Otherwise it was rolled back. */
  readonly isCompleted: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const SKUS = Array.from({ length: 50 }, (_, index) => `sku-${index}`);
const RECEIVED = 1_000_000;
const CENTS = 500;
const QUANTITY = 2;

/** The views that the shop's saga and invariants read. */
export function viewsOf(orders: readonly ShopOrder[]): Record<string, StoredRecord[]> {
  const each = (fieldsOf: (order: ShopOrder) => Fields): StoredRecord[] =>
    orders.map((order) => ({ key: order.correlationId, fields: fieldsOf(order) }));
  return {
    'checkout.orders': each(({ isCompleted, createdAt, updatedAt }) => ({
      state: isCompleted ? 'COMPLETED' : 'ROLLED_BACK',
      amountCents: CENTS,
      createdAt,
      updatedAt,
    })),
    'payment.payments': each(({ isCompleted }) => ({ state: isCompleted ? 'CAPTURED' : 'VOIDED', amountCents: CENTS })),
    'payment.entries': orders.flatMap(({ correlationId, isCompleted }) =>
      ['AUTHORISE', isCompleted ? 'CAPTURE' : 'VOID'].map((kind) => ({
        key: `${correlationId}-${kind}`,
        fields: { correlationId, kind, amountCents: CENTS },
      })),
    ),
    'warehouse.reservations': each((order) => ({
      state: order.isCompleted ? 'COMMITTED' : 'REJECTED',
      lines: [{ sku: skuOf(order), quantity: QUANTITY }],
    })),
    'shipping.shipments': each(({ isCompleted }) => ({ state: isCompleted ? 'DISPATCHED' : 'CANCELLED' })),
    'warehouse.stock': stockAfter(orders),
  };
}

function stockAfter(orders: readonly ShopOrder[]): StoredRecord[] {
  const shipped = new Map<string, number>();
  for (const order of orders) {
    if (order.isCompleted) shipped.set(skuOf(order), (shipped.get(skuOf(order)) ?? 0) + QUANTITY);
  }
  return SKUS.map((sku) => {
    const gone = shipped.get(sku) ?? 0;
    return { key: sku, fields: { received: RECEIVED, onHand: RECEIVED - gone, reserved: 0, shipped: gone } };
  });
}

function skuOf({ iteration }: ShopOrder): string {
  return SKUS[iteration % SKUS.length] ?? '';
}
