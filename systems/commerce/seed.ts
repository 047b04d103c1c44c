import pLimit from 'p-limit';
import pRetry, { AbortError } from 'p-retry';
import { type Api, polling, send } from './api.ts';
import { type Customer, customers, type Product, products } from './catalogue.ts';
import { SeedError } from './errors.ts';

/** Enough to hide latency, and few enough not to be throttled by newly deployed functions. */
const CONCURRENCY = 8;
const ATTEMPTS = 5;
/** Copies follow their masters within seconds; after a minute, an event must have been lost. */
const COPIES_SECONDS = 60;
const POLL_MS = 250;
const UNPROCESSABLE = 422;
/** A SKU that does not exist, so that probing the price list never creates an order. */
const UNKNOWN_SKU = 'seeding-probe';

interface SeedCounts {
  readonly products: number;
  readonly customers: number;
  readonly receipts: number;
}

/**
 * Creates the journeys' products, customers and stock through the API, and waits until checkout can price every product.
 * Seeding a system twice changes nothing, because receipts have fixed ids.
 *
 * @throws SeedError also if a master keeps something else than was sent, or shows it
 * @param hasMasters false in the other region of a stage that has two: products and customers are replicated to it
 */
export async function seedShop(api: Api, { hasMasters = true } = {}): Promise<SeedCounts> {
  const limit = pLimit(CONCURRENCY);
  const stocked = products.filter(({ stock }) => stock > 0);
  const masters = hasMasters ? { products, customers } : { products: [], customers: [] };
  await Promise.all([
    ...masters.products.map((product) => limit(() => put(api, `/products/${product.sku}`, bodyOfProduct(product)))),
    ...masters.customers.map((customer) => limit(() => register(api, customer))),
    ...stocked.map(({ sku, stock }) =>
      limit(() => submit(api, 'POST', `/stock/${sku}/receipts`, { quantity: stock, receiptId: `seed-${sku}` })),
    ),
  ]);
  await untilPriced(api);
  return { products: masters.products.length, customers: masters.customers.length, receipts: stocked.length };
}

function bodyOfProduct({ name, priceCents, weightGrams }: Product) {
  return { name, priceCents, weightGrams, active: true };
}

function bodyOfCustomer({ name, address, email }: Customer) {
  return { name, address, email };
}

type Body = Readonly<Record<string, unknown>>;

/** A master answers with what it has stored. */
async function put(api: Api, path: string, body: Body): Promise<void> {
  await submit(api, 'PUT', path, body, (stored) => {
    demandSame(`PUT ${api.url}${path} stored`, stored, body);
  });
}

/** The customer is read again: snapshots withhold names and addresses, so nothing compares them with what was sent. */
async function register(api: Api, customer: Customer): Promise<void> {
  const path = `/customers/${customer.customerId}`;
  const body = bodyOfCustomer(customer);
  await put(api, path, body);
  await submit(api, 'GET', path, undefined, (shown) => {
    demandSame(`GET ${api.url}${path} shows`, shown, body);
  });
}

/** @param what the request and what it did, such as `PUT /products/mug stored` */
function demandSame(what: string, is: Body, sent: Body): void {
  for (const [field, value] of Object.entries(sent)) {
    if (is[field] === value) continue;
    const [found, wanted] = [JSON.stringify(is[field] ?? null), JSON.stringify(value)];
    throw new AbortError(new SeedError(`${what} ${field} ${found}, and was sent ${wanted}`));
  }
}

/** Retries transient failures (no answer, 429, 5xx) and fails at once on any other. */
async function submit(
  api: Api,
  method: string,
  path: string,
  body: unknown,
  verify: (answer: Body) => void = () => undefined,
): Promise<void> {
  await pRetry(
    async () => {
      const answer = await send(api, method, path, { body });
      if (answer.ok) {
        verify((await answer.json()) as Body);
        return;
      }
      throw new SeedError(`${method} ${api.url}${path} answered ${answer.status}: ${await answer.text()}`, {
        cause: answer.status,
      });
    },
    {
      retries: ATTEMPTS - 1,
      minTimeout: 200,
      shouldRetry: ({ error }) => !isRefusal(error),
      signal: api.signal,
    },
  );
}

function isRefusal({ cause }: Error): boolean {
  return typeof cause === 'number' && cause >= 400 && cause < 500 && cause !== 429;
}

/**
 * Sends checkout a cart with every product and one unknown SKU. Checkout always refuses it, with an error for each line
 * that it has no price for: once it refuses only the unknown SKU, all copies have arrived.
 */
async function untilPriced(api: Api): Promise<void> {
  const lines = [...products.map(({ sku }) => ({ sku, quantity: 1 })), { sku: UNKNOWN_SKU, quantity: 1 }];
  const body = { customerId: customers[0]?.customerId, lines, method: 'card' };
  const probe = async () => {
    const answer = await send(api, 'POST', '/checkout', { body });
    const problem = await answer.text();
    const unpriced = products.filter(({ sku }) => problem.includes(sku));
    if (answer.status === UNPROCESSABLE && problem.includes(UNKNOWN_SKU) && unpriced.length === 0) return;
    throw new SeedError(
      `checkout at ${api.url} has no price for ${unpriced.length} products after ${COPIES_SECONDS} s ` +
        `(last answer ${answer.status}: ${problem.slice(0, 400)}); check that the catalog's events reach it`,
    );
  };
  await pRetry(probe, polling(api, POLL_MS, COPIES_SECONDS));
}
