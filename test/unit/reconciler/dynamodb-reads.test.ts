import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreReadError } from '../../../reconciler/index.ts';
import { capacityLimiter } from '../../../reconciler/stores/dynamodb/limiter.ts';
import { createReader } from '../../../reconciler/stores/dynamodb/reader.ts';

const reading = { signal: new AbortController().signal, received: () => undefined };

/** Time that passes only in waits. */
function stoppedTime() {
  let now = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    pace: {
      elapsed: () => now,
      sleep: (ms: number) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
      random: () => 1,
    },
  };
}

const throttled = (): Error =>
  Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });

describe('the capacity limiter', () => {
  it('keeps the consumption below the rate, whatever each request costs', async () => {
    const costs = fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 2, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(costs, fc.integer({ min: 1, max: 1000 }), async (units, rate) => {
        const time = stoppedTime();
        const limiter = capacityLimiter(rate, time.pace);
        for (const cost of units) {
          const consumed = await limiter.turn(reading.signal);
          consumed(cost);
        }
        await limiter.turn(reading.signal);
        const paid = units.slice(0, -1).reduce((sum, cost) => sum + cost, 0);
        expect((time.now() / 1000) * rate).toBeGreaterThanOrEqual(paid - 0.001);
      }),
    );
  });

  it('serves segments that ask at the same time one after another', async () => {
    const waits: number[] = [];
    const sleep = (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    };
    const limiter = capacityLimiter(100, { elapsed: () => 0, sleep });
    (await limiter.turn(reading.signal))(50);
    const turns = await Promise.all([1, 2, 3].map(() => limiter.turn(reading.signal)));
    expect(waits).toEqual([500, 1000, 1500]);
    for (const consumed of turns) consumed(0);
    await limiter.turn(reading.signal);
    expect(waits).toEqual([500, 1000, 1500, 500]);
  });
});

describe('a read of DynamoDB', () => {
  it('is retried while the table is throttled, after longer and longer waits', async () => {
    const time = stoppedTime();
    let sent = 0;
    const answer = await createReader('shop.orders', undefined, time.pace).ask(reading, () => {
      sent += 1;
      return sent <= 4 ? Promise.reject(throttled()) : Promise.resolve({ Items: [], ConsumedCapacity: {} });
    });
    expect(answer).toMatchObject({ Items: [] });
    expect(time.waits).toEqual([100, 200, 400, 800]);
  });

  it('that is throttled in all its attempts is an error, not an empty result', async () => {
    const read = createReader('shop.orders', undefined, stoppedTime().pace).ask(reading, () =>
      Promise.reject(throttled()),
    );
    await expect(read).rejects.toThrow(StoreReadError);
    await expect(read).rejects.toThrow(/shop\.orders .* throttled in 8 attempts/);
  });

  it('that fails for another reason is not retried', async () => {
    let sent = 0;
    const read = createReader('shop.orders', undefined, stoppedTime().pace).ask(reading, () => {
      sent += 1;
      return Promise.reject(new Error('access denied'));
    });
    await expect(read).rejects.toThrow(StoreReadError);
    expect(sent).toBe(1);
  });
});
