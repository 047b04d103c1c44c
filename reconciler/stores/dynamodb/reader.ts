/** Sends the reads of a view: within its read rate, and again while the table is throttled. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { read } from '../reading.ts';
import { isThrottle } from './errors.ts';
import { capacityLimiter, unlimited } from './limiter.ts';
import { type Pace, realPace } from './pace.ts';

/** The consumed capacity in an answer to a read. */
interface Consuming {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[] | undefined;
}

/** What is wrong with an answer that even an empty table does not give, such as one of another server. */
export const NO_ITEMS = 'its answer holds no list of items; check the endpoint of its client';

export interface Reader {
  readonly view: string;
  /**
   * Retries while the table is throttled. Any other error, and throttling in every attempt, becomes a StoreReadError.
   */
  ask<Answer extends Consuming>(reading: Reading, send: () => Promise<Answer>): Promise<Answer>;
  /** Waits before the next attempt, after `attempts` of them. */
  backOff(attempts: number, reading: Reading): Promise<void>;
}

/** The SDK itself retries a few times within each attempt. */
const ATTEMPTS = 8;
/** Upper bound of the first wait, in real milliseconds. It doubles each time, and each wait is random below it. */
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 10_000;

export function createReader(view: string, readCapacity: number | undefined, pace: Pace = realPace): Reader {
  const limiter = readCapacity === undefined ? unlimited : capacityLimiter(readCapacity, pace);

  const backOff = async (attempts: number, { signal }: Reading): Promise<void> => {
    if (attempts >= ATTEMPTS) {
      throw new StoreReadError(
        view,
        `it was throttled in ${ATTEMPTS} attempts; lower the view's readCapacity, or raise the table's`,
      );
    }
    const max = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
    await pace.sleep(max * pace.random(), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  };
  return {
    view,
    backOff,
    ask: (reading, send) =>
      read(view, reading, async () => {
        for (let attempts = 1; ; attempts += 1) {
          const consumed = await limiter.turn(reading.signal, reading.readShare ?? 1);
          try {
            const answer = await send();
            const units = unitsOf(answer);
            consumed(units);
            reading.consumed?.(units);
            return answer;
          } catch (error) {
            if (!isThrottle(error)) throw error;
            await backOff(attempts, reading);
          }
        }
      }),
  };
}

function unitsOf({ ConsumedCapacity: consumed }: Consuming): number {
  if (consumed === undefined) return 0;
  const parts: readonly ConsumedCapacity[] = 'map' in consumed ? consumed : [consumed];
  return parts.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
