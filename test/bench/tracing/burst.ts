/** Orders that are sent as fast as the shop takes them, and followed until all are at rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { customerOf, ordinaryCart } from '../../../systems/commerce/catalogue.ts';
import { cpuSeconds } from '../processes.ts';
import type { Shop } from './shop.ts';

export interface Burst {
  readonly shop: Shop;
  /** A system that gets no load meanwhile. */
  readonly idle?: Shop;
  /** Starts the orders' correlation ids. */
  readonly name: string;
  readonly orders: number;
  /** Whether orders may be rolled back, as those that meet a cold function may. */
  readonly isWarmUp?: boolean;
}

export interface Measured {
  readonly orders: number;
  /** From the first request until the last order is at rest. */
  readonly seconds: number;
  /** CPU of the shop in this time. */
  readonly cpuSeconds: number;
  /** CPU of the idle system in each second. */
  readonly idleShare: number;
}

/** Requests at a time. */
const SENDERS = 16;
const POLL_MS = 100;
/** Any carts will do, if they are the same for both systems. */
const SEED = 1;
const AT_REST_MS = 300_000;

export async function burstOf({ shop, idle, name, orders, isWarmUp = false }: Burst): Promise<Measured> {
  const used = async () => Promise.all([cpuSeconds(shop.pid), idle === undefined ? 0 : cpuSeconds(idle.pid)]);
  const [ownBefore, idleBefore] = await used();
  const began = performance.now();
  const numbers = Array.from({ length: orders }, (_, number) => number);
  await pMap(numbers, (number) => place(shop, number, `${name}-${number}`), { concurrency: SENDERS });
  for (const number of numbers) {
    const state = await atRest(shop, `${name}-${number}`, began);
    if (state !== 'COMPLETED' && !isWarmUp)
      throw new Error(`order ${name}-${number} is ${state}, so the load is not the same`);
  }
  const seconds = (performance.now() - began) / 1000;
  const [ownAfter, idleAfter] = await used();
  return { orders, seconds, cpuSeconds: ownAfter - ownBefore, idleShare: (idleAfter - idleBefore) / seconds };
}

async function place({ apiUrl, headers }: Shop, number: number, correlationId: string): Promise<void> {
  const { customerId } = customerOf(SEED, number);
  const reply = await fetch(`${apiUrl}/checkout`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'x-correlation-id': correlationId },
    body: JSON.stringify({ customerId, lines: ordinaryCart(SEED, number), method: 'card' }),
  });
  const text = await reply.text();
  if (reply.status !== 202) throw new Error(`checkout ${correlationId} answered ${reply.status}: ${text}`);
}

async function atRest({ apiUrl, headers }: Shop, correlationId: string, began: number): Promise<string> {
  while (performance.now() - began < AT_REST_MS) {
    const reply = await fetch(`${apiUrl}/orders/${correlationId}`, {
      headers: { ...headers, 'x-correlation-id': correlationId },
    });
    const { state } = (await reply.json()) as { readonly state?: string };
    if (state === 'COMPLETED' || state === 'ROLLED_BACK') return state;
    await sleep(POLL_MS);
  }
  throw new Error(`order ${correlationId} is not at rest ${AT_REST_MS / 1000} s after the first one was sent`);
}
