/** What the shop's stores hold for many orders, view by view. */
import type { Fields, Operation, StoredRecord } from '../../../chaos/schemas/index.ts';

export interface ShopOrder {
  readonly correlationId: string;
  readonly iteration: number;
  /** Otherwise it was rolled back. */
  readonly isCompleted: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const SKUS = Array.from({ length: 50 }, (_, index) => `sku-${String(index).padStart(2, '0')}`);
const RECEIVED = 10_000_000;
const PRICE_CENTS = 125;
const QUANTITY = 2;

/** The lines of an order, in the order in which views show them. */
const linesOf = ({ iteration }: Pick<ShopOrder, 'iteration'>) =>
  [iteration, iteration + 7]
    .map((number) => ({ sku: SKUS[number % SKUS.length] ?? '', quantity: QUANTITY }))
    .sort((one, other) => (one.sku < other.sku ? -1 : 1));

const centsOf = (order: Pick<ShopOrder, 'iteration'>): number =>
  linesOf(order).reduce((sum, { quantity }) => sum + quantity * PRICE_CENTS, 0);

const customerOf = ({ iteration }: Pick<ShopOrder, 'iteration'>): string => `customer-${iteration % 50}`;

/** What the request for an order asks for. */
export const askedFor = (order: Pick<ShopOrder, 'iteration'>): NonNullable<Operation['asked']> => ({
  method: 'POST',
  path: '/checkout',
  body: { customerId: customerOf(order), lines: linesOf(order), method: 'card' },
  totalCents: centsOf(order),
});

/** The views that the shop's saga, invariants and expectations read. */
export function viewsOf(orders: readonly ShopOrder[]): Record<string, StoredRecord[]> {
  const each = (fieldsOf: (order: ShopOrder) => Fields): StoredRecord[] =>
    orders.map((order) => ({ key: order.correlationId, fields: fieldsOf(order) }));
  return {
    'catalog.products': SKUS.map((sku) => ({
      key: sku,
      fields: { name: sku, unitPriceCents: PRICE_CENTS, weightGrams: 10, active: true, version: 1 },
    })),
    'checkout.orders': each((order) => ({
      state: order.isCompleted ? 'COMPLETED' : 'ROLLED_BACK',
      amountCents: centsOf(order),
      customerId: customerOf(order),
      method: 'card',
      lines: linesOf(order),
      unitPrices: linesOf(order).map(({ sku }) => ({ sku, unitPriceCents: PRICE_CENTS })),
      createdAt: order.createdAt,
      updatedAt: order.updatedAt,
    })),
    'payment.payments': each((order) => ({
      state: order.isCompleted ? 'CAPTURED' : 'VOIDED',
      amountCents: centsOf(order),
      method: 'card',
    })),
    'payment.entries': orders.flatMap((order) =>
      ['AUTHORISE', order.isCompleted ? 'CAPTURE' : 'VOID'].map((kind) => ({
        key: `${order.correlationId}-${kind}`,
        fields: { correlationId: order.correlationId, kind, amountCents: centsOf(order) },
      })),
    ),
    'warehouse.reservations': each((order) => ({
      state: order.isCompleted ? 'COMMITTED' : 'REJECTED',
      lines: linesOf(order),
    })),
    'shipping.shipments': each((order) => ({
      state: order.isCompleted ? 'DISPATCHED' : 'CANCELLED',
      customerId: customerOf(order),
    })),
    'warehouse.stock': stockAfter(orders),
    'transactions.errors': orders.flatMap(({ correlationId, isCompleted }) =>
      isCompleted ? [] : [errorOf(correlationId, 'warehouse#prepare')],
    ),
  };
}

/** The filing that had an order rolled back. */
function errorOf(correlationId: string, source: string): StoredRecord {
  return { key: JSON.stringify([correlationId, source]), fields: { correlationId, source, filings: 1 } };
}

function stockAfter(orders: readonly ShopOrder[]): StoredRecord[] {
  const shipped = new Map<string, number>();
  for (const order of orders) {
    if (!order.isCompleted) continue;
    for (const { sku, quantity } of linesOf(order)) shipped.set(sku, (shipped.get(sku) ?? 0) + quantity);
  }
  return SKUS.map((sku) => {
    const gone = shipped.get(sku) ?? 0;
    return { key: sku, fields: { received: RECEIVED, onHand: RECEIVED - gone, reserved: 0, shipped: gone } };
  });
}
