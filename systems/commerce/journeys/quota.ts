import { check } from 'k6';
import http from 'k6/http';
import { type Call, type Iteration, iteration, operate, requestOf, secret } from 'evenkeel/k6';

const BATCH = 100;
const MAX_BATCHES = 12;
const THROTTLED = 429;

/**
 * Checks the usage plans: a burst of calls is throttled (429) with the Basic key, a larger one with the Premium key, and
 * the same burst is not throttled with the Power key.
 */
export function quota(): void {
  const now = iteration();
  if (now === undefined) return;
  operate(readOf(now, secret('power-key')));
  const basic = batchesUntilThrottled(secret('basic-key'), now, MAX_BATCHES);
  const premium = batchesUntilThrottled(secret('premium-key'), now, MAX_BATCHES);
  const power = batchesUntilThrottled(secret('power-key'), now, premium ?? MAX_BATCHES);
  check(null, {
    'the Basic key is throttled': () => basic !== undefined,
    'the Premium key is throttled': () => premium !== undefined,
    'the Power key is not throttled by the same burst': () => power === undefined,
  });
}

/** The number of batches until a 429, or `undefined` if there was none. */
function batchesUntilThrottled(apiKey: string, now: Iteration, max: number): number | undefined {
  const { url, params } = requestOf(readOf(now, apiKey));
  for (let sent = 1; sent <= max; sent += 1) {
    const burst = Array.from({ length: BATCH }, () => ({ method: 'GET', url, params }));
    if (http.batch(burst).some(({ status }) => status === THROTTLED)) return sent;
  }
  return undefined;
}

/** The cheapest call: it reads an order that does not exist. A burst of them may be slow. */
function readOf({ correlationId }: Iteration, apiKey: string): Call {
  return {
    method: 'GET',
    path: `/orders/${correlationId}`,
    name: 'GET /orders/{id}',
    correlationId,
    headers: { 'x-api-key': apiKey },
    expected: [404, THROTTLED],
    timed: false,
  };
}
