import { check } from 'k6';
import http from 'k6/http';
import { type Call, type Iteration, iteration, operate, requestOf, required } from './session.ts';

const BATCH = 100;
const MOST_BATCHES = 12;
const THROTTLED = 429;

/**
 * The usage plans: a burst of calls is throttled (429) for the Basic key and, being larger, for the Premium key; the
 * same burst with the Power key is not.
 */
export function quota(): void {
  const now = iteration();
  if (now === undefined) return;
  operate(readOf(now, required('EVENKEEL_API_KEY')));
  const basic = batchesUntilThrottled(required('EVENKEEL_BASIC_KEY'), now, MOST_BATCHES);
  const premium = batchesUntilThrottled(required('EVENKEEL_PREMIUM_KEY'), now, MOST_BATCHES);
  const power = batchesUntilThrottled(required('EVENKEEL_API_KEY'), now, premium ?? MOST_BATCHES);
  check(null, {
    'the Basic key is throttled': () => basic !== undefined,
    'the Premium key is throttled': () => premium !== undefined,
    'the Power key is not throttled by the same burst': () => power === undefined,
  });
}

/** How many batches it took to see a 429, or `undefined` where none came. */
function batchesUntilThrottled(apiKey: string, now: Iteration, most: number): number | undefined {
  const { url, params } = requestOf(readOf(now, apiKey));
  for (let sent = 1; sent <= most; sent += 1) {
    const burst = Array.from({ length: BATCH }, () => ({ method: 'GET', url, params }));
    if (http.batch(burst).some(({ status }) => status === THROTTLED)) return sent;
  }
  return undefined;
}

/** The cheapest call there is: an order that was never placed. */
function readOf({ correlationId }: Iteration, apiKey: string): Call {
  return {
    method: 'GET',
    path: `/orders/${correlationId}`,
    name: 'GET /orders/{id}',
    correlationId,
    apiKey,
    expected: [404, THROTTLED],
  };
}
