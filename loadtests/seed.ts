import pLimit from 'p-limit';
import pRetry from 'p-retry';
import { type Customer, customers, type Product, products } from './lib/catalogue.ts';
import { SeedError } from './lib/errors.ts';

/** Enough to hide latency, few enough not to meet the throttles of functions just deployed. */
const AT_ONCE = 8;
const ATTEMPTS = 5;
/** Copies follow their masters within seconds; a minute says that an event was lost. */
const COPIES_SECONDS = 60;
const POLL_MS = 250;
const UNPROCESSABLE = 422;
/** Sold by nobody: it keeps a probe of the price list from ever becoming an order. */
const UNSOLD = 'seeding-probe';

export interface SeedTarget {
  readonly apiUrl: string;
  /** Of the Power plan, which is not throttled. */
  readonly apiKey: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}

interface SeedCounts {
  readonly products: number;
  readonly customers: number;
  readonly receipts: number;
}

/**
 * Creates what the journeys shop with, through the API alone, and waits until checkout can price every product.
 * Seeding a system twice changes nothing: receipts carry their own ids.
 */
export async function seedCommerce(target: SeedTarget): Promise<SeedCounts> {
  const limit = pLimit(AT_ONCE);
  const stocked = products.filter(({ stock }) => stock > 0);
  await Promise.all([
    ...products.map((product) => limit(() => put(target, `/products/${product.sku}`, bodyOfProduct(product)))),
    ...customers.map((customer) =>
      limit(() => put(target, `/customers/${customer.customerId}`, bodyOfCustomer(customer))),
    ),
    ...stocked.map(({ sku, stock }) =>
      limit(() => send(target, 'POST', `/stock/${sku}/receipts`, { quantity: stock, receiptId: `seed-${sku}` })),
    ),
  ]);
  await untilPriced(target);
  return { products: products.length, customers: customers.length, receipts: stocked.length };
}

function bodyOfProduct({ name, priceCents, weightGrams }: Product) {
  return { name, priceCents, weightGrams, active: true };
}

function bodyOfCustomer({ name, address, email }: Customer) {
  return { name, address, email };
}

async function put(target: SeedTarget, path: string, body: unknown): Promise<void> {
  await send(target, 'PUT', path, body);
}

/** Repeats what may pass by itself (no answer, 429, 5xx) and gives up at once on a refusal. */
async function send(target: SeedTarget, method: string, path: string, body: unknown): Promise<void> {
  await pRetry(
    async () => {
      const answer = await request(target, method, path, body);
      if (answer.ok) return;
      throw new SeedError(`${method} ${target.apiUrl}${path} answered ${answer.status}: ${await answer.text()}`, {
        cause: answer.status,
      });
    },
    {
      retries: ATTEMPTS - 1,
      minTimeout: 200,
      shouldRetry: ({ error }) => !isRefusal(error),
      ...(target.signal === undefined ? {} : { signal: target.signal }),
    },
  );
}

function isRefusal({ cause }: Error): boolean {
  return typeof cause === 'number' && cause >= 400 && cause < 500 && cause !== 429;
}

/**
 * Asks checkout for a cart of every product and one nobody sells. It is refused in any case, with an error for each
 * line it has no price for: the copies are all there when only the last line is refused.
 */
async function untilPriced(target: SeedTarget): Promise<void> {
  const lines = [...products.map(({ sku }) => ({ sku, quantity: 1 })), { sku: UNSOLD, quantity: 1 }];
  const body = { customerId: customers[0]?.customerId, lines, method: 'card' };
  const deadline = performance.now() + COPIES_SECONDS * 1000;
  for (;;) {
    target.signal?.throwIfAborted();
    const answer = await request(target, 'POST', '/checkout', body);
    const problem = await answer.text();
    const unpriced = products.filter(({ sku }) => problem.includes(sku));
    if (answer.status === UNPROCESSABLE && problem.includes(UNSOLD) && unpriced.length === 0) return;
    if (performance.now() > deadline) {
      throw new SeedError(
        `checkout at ${target.apiUrl} knows no price for ${unpriced.length} products after ${COPIES_SECONDS} s ` +
          `(last answer ${answer.status}: ${problem.slice(0, 400)}); see whether the catalog's events reach it`,
      );
    }
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}

function request({ apiUrl, apiKey, token, signal }: SeedTarget, method: string, path: string, body: unknown) {
  return fetch(`${apiUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}
