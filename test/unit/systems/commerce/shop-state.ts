/** The shop's stores after three orders: one completed, one rolled back after a fault, one declined. Tests change one thing. */
import type { Fields, JudgedSnapshot, RunState, SagaState } from '../../../../chaos/index.ts';

type Rows = Readonly<Record<string, Fields>>;

const lines = [{ sku: 'mug', quantity: 2 }];
const AT = '2026-01-01T12:00:00.000Z';
const order = (state: string): Fields => ({
  state,
  amountCents: 500,
  customerId: 'ann',
  lines,
  createdAt: AT,
  updatedAt: AT,
});
const entry = (correlationId: string, kind: string): Fields => ({ correlationId, kind, amountCents: 500 });

export const sound = {
  'checkout.orders': {
    'r1-base-0': order('COMPLETED'),
    'r1-hit-0': order('ROLLED_BACK'),
    'r1-dear-0': order('ROLLED_BACK'),
  },
  'payment.payments': {
    'r1-base-0': { state: 'CAPTURED', amountCents: 500 },
    'r1-hit-0': { state: 'VOIDED', amountCents: 500 },
    'r1-dear-0': { state: 'DECLINED', amountCents: 500 },
  },
  'payment.entries': {
    '1': entry('r1-base-0', 'AUTHORISE'),
    '2': entry('r1-hit-0', 'AUTHORISE'),
    '3': entry('r1-base-0', 'CAPTURE'),
    '4': entry('r1-hit-0', 'VOID'),
  },
  'warehouse.reservations': {
    'r1-base-0': { state: 'COMMITTED', lines },
    'r1-hit-0': { state: 'RELEASED', lines: [] },
    'r1-dear-0': { state: 'RELEASED', lines },
  },
  'shipping.shipments': {
    'r1-base-0': { state: 'DISPATCHED', customerId: 'ann' },
    'r1-hit-0': { state: 'CANCELLED', customerId: 'ann' },
  },
  'warehouse.stock': { mug: { received: 100, onHand: 98, reserved: 0, shipped: 2 } },
  'checkout.prices': { lamp: { name: 'Lamp' }, mug: { name: 'Mug' } },
} satisfies Record<string, Rows>;

export type Contents = Readonly<Record<keyof typeof sound, Rows>>;

const empty: Contents = {
  'checkout.orders': {},
  'payment.payments': {},
  'payment.entries': {},
  'warehouse.reservations': {},
  'shipping.shipments': {},
  'warehouse.stock': { mug: { received: 100, onHand: 100, reserved: 0, shipped: 0 } },
  'checkout.prices': sound['checkout.prices'],
};

export function snapshot(name: JudgedSnapshot['name'], contents: Contents = sound): JudgedSnapshot {
  const views = new Map(
    Object.entries(contents).map(([view, rows]) => [
      view,
      new Map(Object.entries(rows).map(([key, fields]) => [key, { key, fields }])),
    ]),
  );
  const record = (view: keyof Contents, key: string) => contents[view][key] ?? null;
  const ids = ['checkout.orders', 'payment.payments', 'warehouse.reservations', 'shipping.shipments'] as const;
  const sagas: SagaState[] = [...new Set(ids.flatMap((view) => Object.keys(contents[view])))].map((correlationId) => ({
    correlationId,
    records: {
      order: record('checkout.orders', correlationId),
      payment: record('payment.payments', correlationId),
      reservation: record('warehouse.reservations', correlationId),
      shipment: record('shipping.shipments', correlationId),
    },
  }));
  return { name, at: AT, views, sagas };
}

/** @param changes rows of some views, by snapshot; null removes a row */
export function stateWith(
  changes: Partial<Record<JudgedSnapshot['name'], Partial<Record<keyof Contents, Record<string, Fields | null>>>>> = {},
  isEndRepaired = true,
): RunState {
  const at = (name: JudgedSnapshot['name'], contents: Contents) =>
    snapshot(
      name,
      Object.fromEntries(
        Object.entries(contents).map(([view, rows]) => {
          const merged = { ...rows, ...changes[name]?.[view as keyof Contents] };
          return [view, Object.fromEntries(Object.entries(merged).filter(([, fields]) => fields !== null))];
        }),
      ) as Contents,
    );
  return {
    snapshots: {
      before: at('before', empty),
      drained: at('drained', sound),
      drifted: at('drifted', sound),
      end: at('end', sound),
    },
    operations: [],
    prediction: new Map(),
    isEndRepaired,
  };
}
