import pRetry, { AbortError } from 'p-retry';
import { type Api, polling, send } from './api.ts';
import { customers, type Line, ordinaryCart, overLimitCart } from './catalogue.ts';
import { SeedError } from './errors.ts';

/** Enough concurrent orders to start the environments that the first seconds of a load would wait for. */
const COMPLETED = 8;
const REFUSED = 2;
/** Node.js compiles hot code: the first few hundred calls of each function are many times slower. */
const WAVES = 4;
const AT_REST_SECONDS = 120;
const POLL_MS = 500;
/** Any carts will do. */
const SEED = 1;

/**
 * Places a few orders for each end and waits until they are at rest. All functions on their path are then running, and
 * the first seconds of a load measure the system rather than its cold starts.
 *
 * @param name starts the correlation ids; with a new name, warming a system again places new orders
 */
export async function warmUpShop(api: Api, name: string): Promise<void> {
  const carts = [
    ...Array.from({ length: COMPLETED }, (_, iteration) => ordinaryCart(SEED, iteration)),
    ...Array.from({ length: REFUSED }, (_, iteration) => overLimitCart(SEED, iteration)),
  ];
  for (let wave = 0; wave < WAVES; wave += 1) {
    await Promise.all(carts.map((lines, index) => placeAndFollow(api, lines, `${name}-${wave}-${index}`)));
  }
}

async function placeAndFollow(api: Api, lines: readonly Line[], correlationId: string): Promise<void> {
  const body = { customerId: customers[0]?.customerId, lines, method: 'card' };
  const unsettled = `order ${correlationId} is not at rest after ${AT_REST_SECONDS} s; see its trace`;
  const headers = { 'x-correlation-id': correlationId };
  const untilAtRest = polling(api, POLL_MS, AT_REST_SECONDS);
  // Repeating a checkout with its own id is idempotent, so one that met a cold start is sent again.
  await pRetry(async () => {
    const { status } = await send(api, 'POST', '/checkout', { body, headers });
    if (status === 202) return;
    if (isFinal(status)) {
      const message = `checkout answered ${status}; seed the journeys' products, customers and stock first`;
      throw new AbortError(new SeedError(message));
    }
    throw new SeedError(unsettled);
  }, untilAtRest);
  await pRetry(async () => {
    const answer = await send(api, 'GET', `/orders/${correlationId}`, { headers });
    const order = answer.ok ? ((await answer.json()) as { readonly state?: unknown }) : {};
    if (order.state !== 'COMPLETED' && order.state !== 'ROLLED_BACK') throw new SeedError(unsettled);
  }, untilAtRest);
}

/** Whether repeating the request would get the same answer. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;
