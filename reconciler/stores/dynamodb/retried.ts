/** Retries a write that DynamoDB refused for the moment. Such a write has changed nothing. */
import { isHeldByTransaction, isThrottle } from './errors.ts';
import { type Pace, realPace } from './pace.ts';

const ATTEMPTS = 8;
/** Lower bound of the first wait, in real milliseconds. It doubles each time. */
const FIRST_WAIT_MS = 20;

/** Retries a write while a transaction holds the item or the table is throttled. */
export async function retried<Result>(pace: Pace = realPace, send: () => Promise<Result>): Promise<Result> {
  const { signal } = new AbortController();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === ATTEMPTS || !(isThrottle(error) || isHeldByTransaction(error))) throw error;
      await pace.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 + pace.random()), signal);
    }
  }
}
