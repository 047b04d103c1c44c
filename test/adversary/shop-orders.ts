/** What the shop stores for an order, by the way in which the order ends. */
import type { Fields } from '../../chaos/schemas/index.ts';
import { type Line, totalCents } from '../../systems/commerce/catalogue.ts';

/** How an order ends: completed, or rolled back because of what one service did. */
export type Course = 'completed' | 'declined' | 'rejected' | 'never-reserved';

export interface Order {
  readonly correlationId: string;
  readonly course: Course;
  readonly customerId: string;
  readonly lines: readonly Line[];
  /** Real milliseconds since the run began; negative for an order from before. */
  readonly acceptedMs: number;
}

interface Step {
  readonly service: string;
  readonly state: string;
  /** Real milliseconds after the acceptance. */
  readonly afterMs: number;
}

const PREPARED: readonly Step[] = [
  { service: 'checkout', state: 'PENDING', afterMs: 5 },
  { service: 'warehouse', state: 'RESERVED', afterMs: 100 },
  { service: 'payment', state: 'AUTHORISED', afterMs: 120 },
  { service: 'shipping', state: 'PLANNED', afterMs: 130 },
];

const COMPLETED: readonly Step[] = [
  ...PREPARED,
  { service: 'checkout', state: 'COMMITTING', afterMs: 300 },
  { service: 'warehouse', state: 'COMMITTED', afterMs: 400 },
  { service: 'payment', state: 'CAPTURED', afterMs: 420 },
  { service: 'shipping', state: 'DISPATCHED', afterMs: 430 },
  { service: 'checkout', state: 'COMPLETED', afterMs: 600 },
];

const rolledBack = (payment: string, warehouse: string): readonly Step[] => [
  { service: 'checkout', state: 'ROLLING_BACK', afterMs: 700 },
  { service: 'warehouse', state: warehouse, afterMs: 720 },
  { service: 'payment', state: payment, afterMs: 730 },
  { service: 'shipping', state: 'CANCELLED', afterMs: 740 },
  { service: 'checkout', state: 'ROLLED_BACK', afterMs: 800 },
];

const instead = (service: string, state: string | undefined): readonly Step[] =>
  PREPARED.flatMap((step) => {
    if (step.service !== service) return [step];
    return state === undefined ? [] : [{ ...step, state }];
  });

/** The states that the services go through, in order. */
export const STEPS: Readonly<Record<Course, readonly Step[]>> = {
  completed: COMPLETED,
  declined: [...instead('payment', 'DECLINED'), ...rolledBack('DECLINED', 'RELEASED')],
  rejected: [...instead('warehouse', 'REJECTED'), ...rolledBack('VOIDED', 'REJECTED')],
  'never-reserved': [...instead('warehouse', undefined), ...rolledBack('VOIDED', 'RELEASED')],
};

const ENTRIES: Readonly<Record<Course, readonly string[]>> = {
  completed: ['AUTHORISE', 'CAPTURE'],
  declined: [],
  rejected: ['AUTHORISE', 'VOID'],
  'never-reserved': ['AUTHORISE', 'VOID'],
};

/** The step that filed the order as an error, if one did. */
const FILED_BY: Readonly<Record<Course, string | undefined>> = {
  completed: undefined,
  declined: 'payment#prepare',
  rejected: 'warehouse#prepare',
  'never-reserved': 'warehouse#prepare',
};

export interface OrderRecord {
  readonly view: string;
  /** Undefined: the view numbers its records. */
  readonly key: string | undefined;
  readonly fields: Fields;
  readonly version?: string;
  /** Real milliseconds since the run began. */
  readonly touchedMs?: number;
}

/** Every record of an order at its end. @param at gives the virtual time of a moment */
export function recordsOf(order: Order, at: (elapsedMs: number) => string): readonly OrderRecord[] {
  const { correlationId, course, customerId, lines, acceptedMs } = order;
  const last = (service: string) => STEPS[course].findLast((step) => step.service === service);
  const count = (service: string) => String(STEPS[course].filter((step) => step.service === service).length);
  const touched = (service: string) => acceptedMs + (last(service)?.afterMs ?? 0);
  const stored = [...lines].sort((one, other) => (one.sku < other.sku ? -1 : 1));
  const amountCents = totalCents(lines);
  const source = FILED_BY[course];
  const refused = course === 'declined' ? '1' : undefined;
  return [
    {
      view: 'checkout.orders',
      key: correlationId,
      fields: {
        state: last('checkout')?.state ?? '',
        amountCents,
        customerId,
        method: 'card',
        lines: stored.map(({ sku, quantity }) => ({ sku, quantity })),
        unitPrices: stored.map(({ sku }) => ({ sku, unitPriceCents: totalCents([{ sku, quantity: 1 }]) })),
        createdAt: at(acceptedMs + 4),
        updatedAt: at(touched('checkout')),
      },
      version: course === 'completed' ? '7' : '6',
      touchedMs: touched('checkout'),
    },
    {
      view: 'payment.payments',
      key: correlationId,
      fields: { state: last('payment')?.state ?? '', amountCents, method: 'card' },
      version: refused ?? '2',
      touchedMs: course === 'declined' ? acceptedMs + 120 : touched('payment'),
    },
    ...ENTRIES[course].map((kind) => ({
      view: 'payment.entries',
      key: undefined,
      fields: { correlationId, kind, amountCents },
    })),
    {
      view: 'warehouse.reservations',
      key: correlationId,
      fields: {
        state: last('warehouse')?.state ?? '',
        lines: course === 'never-reserved' ? [] : stored.map(({ sku, quantity }) => ({ sku, quantity })),
      },
      version: course === 'rejected' ? '1' : count('warehouse'),
      touchedMs: course === 'rejected' ? acceptedMs + 100 : touched('warehouse'),
    },
    {
      view: 'shipping.shipments',
      key: correlationId,
      fields: { state: last('shipping')?.state ?? '', customerId },
      version: '2',
      touchedMs: touched('shipping'),
    },
    ...(source === undefined
      ? []
      : [
          {
            view: 'transactions.errors',
            key: JSON.stringify([correlationId, source]),
            fields: { correlationId, source, filings: 1 },
            version: '1',
            touchedMs: acceptedMs + 140,
          },
        ]),
  ];
}
