/**
 * The state of one saga in all stores, streams and queues. Streams deliver at least once: a message remains until a
 * delivery acknowledges it, after any number of deliveries. Payment's outbox counts as part of its stream.
 */
import type { Answers, OrderState } from '../../../services/checkout/order.ts';
import { LIFECYCLES, SERVICES } from './machines.ts';

export type Service = (typeof SERVICES)[number];

export interface Message {
  readonly kind: 'prepare' | 'commit' | 'answer' | 'error';
  readonly service?: Service;
  readonly state?: string;
}

/** Counters of one unit of stock. `lines`: whether the reservation has lines, which a tombstone has not. */
export interface Stock {
  readonly onHand: number;
  readonly reserved: number;
  readonly shipped: number;
  readonly lines: boolean;
}

export interface World {
  readonly order: OrderState | undefined;
  readonly answers: Answers;
  readonly held: Readonly<Partial<Record<Service, string>>>;
  readonly stock: Stock;
  /** Bits of `MESSAGES`. */
  readonly messages: number;
  readonly filed: boolean;
}

const answersOf = (service: Service): Message[] => {
  const { prepared, refused, committed, undone } = LIFECYCLES[service];
  return [prepared, refused, committed, undone].flatMap((state) =>
    state === undefined ? [] : [{ kind: 'answer', service, state }],
  );
};

const MESSAGES: readonly Message[] = [
  ...SERVICES.map((service) => ({ kind: 'prepare', service }) as const),
  ...SERVICES.map((service) => ({ kind: 'commit', service }) as const),
  ...SERVICES.flatMap(answersOf),
  { kind: 'error' },
];

const nameOf = ({ kind, service, state }: Message): string => `${kind} ${service ?? ''} ${state ?? ''}`.trim();

const BITS = new Map(MESSAGES.map((message, index) => [nameOf(message), 1 << index]));

const bitOf = (message: Message): number => BITS.get(nameOf(message)) ?? 0;

export const send = (world: World, ...messages: readonly Message[]): World => ({
  ...world,
  messages: messages.reduce((bits, message) => bits | bitOf(message), world.messages),
});

export const acknowledge = (world: World, message: Message): World => ({
  ...world,
  messages: world.messages & ~bitOf(message),
});

export const pending = (world: World): Message[] => MESSAGES.filter((_message, index) => world.messages & (1 << index));

export const EMPTY: World = {
  order: undefined,
  answers: {},
  held: {},
  stock: { onHand: 1, reserved: 0, shipped: 0, lines: false },
  messages: 0,
  filed: false,
};

export function keyOf({ order, answers, held, stock, messages, filed }: World): string {
  const parts = SERVICES.map((service) => `${answers[service] ?? ''}/${held[service] ?? ''}`);
  return `${order ?? ''},${parts.join()},${stock.onHand}${stock.reserved}${stock.shipped}${stock.lines ? 1 : 0},${messages},${filed ? 1 : 0}`;
}

export function describe(world: World): string {
  const held = SERVICES.map((service) => `${service} ${world.held[service] ?? '-'}`).join(', ');
  const messages = pending(world).map(nameOf).join('; ');
  return `order ${world.order ?? '-'}, ${held}, stock ${JSON.stringify(world.stock)}, in flight: ${messages || 'nothing'}`;
}
