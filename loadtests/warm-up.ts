import { customers, type Line, ordinaryCart, overLimitCart } from './lib/catalogue.ts';
import { SeedError } from './lib/errors.ts';
import type { SeedTarget } from './seed.ts';

/** Enough at once to start the environments that the first seconds of a load would wait for. */
const COMPLETED = 8;
const REFUSED = 2;
/** The engine compiles what runs often: the first few hundred calls of each function are many times slower. */
const WAVES = 4;
const AT_REST_SECONDS = 120;
const POLL_MS = 500;
/** Which carts: any will do. */
const SEED = 1;

/**
 * Places a few orders of each end and waits until they rest: every function on their way is then started, and a load's
 * first seconds measure the system rather than its cold starts.
 *
 * @param name starts the correlation ids, so that warming a system twice places new orders
 */
export async function warmUp(target: SeedTarget, name: string): Promise<void> {
  const carts = [
    ...Array.from({ length: COMPLETED }, (_, iteration) => ordinaryCart(SEED, iteration)),
    ...Array.from({ length: REFUSED }, (_, iteration) => overLimitCart(SEED, iteration)),
  ];
  for (let wave = 0; wave < WAVES; wave += 1) {
    await Promise.all(carts.map((lines, index) => placeAndFollow(target, lines, `${name}-${wave}-${index}`)));
  }
}

async function placeAndFollow(target: SeedTarget, lines: readonly Line[], correlationId: string): Promise<void> {
  const body = { customerId: customers[0]?.customerId, lines, method: 'card' };
  const deadline = performance.now() + AT_REST_SECONDS * 1000;
  const again = async (): Promise<void> => {
    target.signal?.throwIfAborted();
    if (performance.now() > deadline) {
      throw new SeedError(`order ${correlationId} does not come to rest within ${AT_REST_SECONDS} s; see its trace`);
    }
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  };
  // Repeating a checkout under its own id is idempotent, so a first call that met a cold start is simply made again.
  for (;;) {
    const { status } = await call(target, 'POST', '/checkout', correlationId, body);
    if (status === 202) break;
    if (isFinal(status)) {
      throw new SeedError(`a first checkout is answered ${status}; put the journeys' products, customers and stock in`);
    }
    await again();
  }
  for (;;) {
    const answer = await call(target, 'GET', `/orders/${correlationId}`, correlationId);
    const order = answer.ok ? ((await answer.json()) as { readonly state?: unknown }) : {};
    if (order.state === 'COMPLETED' || order.state === 'ROLLED_BACK') return;
    await again();
  }
}

/** Whether the same request would be answered so again. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

function call(
  { apiUrl, apiKey, token, signal }: SeedTarget,
  method: string,
  path: string,
  correlationId: string,
  body?: unknown,
) {
  return fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-api-key': apiKey,
      'x-correlation-id': correlationId,
      authorization: `Bearer ${token}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}
