import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  afterDelivery,
  type Delivery,
  expire,
  type RetryPolicy,
  type Segment,
} from '../../../../local/event-source/segments.ts';

interface Processed {
  readonly done: readonly number[];
  readonly discarded: readonly number[];
  readonly deliveries: readonly (readonly number[])[];
  /** The number of deliveries in which each item was the first to fail. */
  readonly failuresAt: ReadonlyMap<number, number>;
}

/** Processes a batch until nothing is left of it; `answer` decides the outcome of each delivery. */
function play(
  size: number,
  policy: RetryPolicy,
  answer: (items: readonly number[], turn: number) => Delivery,
): Processed {
  let segments: readonly Segment<number>[] = [
    { items: Array.from({ length: size }, (_, index) => index), attempts: 0 },
  ];
  const done: number[] = [];
  const discarded: number[] = [];
  const deliveries: (readonly number[])[] = [];
  const failuresAt = new Map<number, number>();
  for (let turn = 0; segments.length > 0 && turn < 5000; turn += 1) {
    const [first] = segments;
    const delivery = answer(first!.items, turn);
    deliveries.push(first!.items);
    if (delivery.outcome === 'succeeded') done.push(...first!.items);
    if (delivery.outcome === 'failed') {
      done.push(...first!.items.slice(0, delivery.from));
      const at = first!.items[delivery.from]!;
      failuresAt.set(at, (failuresAt.get(at) ?? 0) + 1);
    }
    const progress = afterDelivery(segments, delivery, policy);
    discarded.push(...(progress.discarded?.items ?? []));
    segments = progress.segments;
  }
  return { done, discarded, deliveries, failuresAt };
}

const policies = fc.record({ maximumRetryAttempts: fc.nat(4), bisect: fc.boolean() });
const sizes = fc.integer({ min: 1, max: 40 });
const ascending = (items: readonly number[]) => items.every((item, index) => index === 0 || items[index - 1]! < item);

/** Any sequence of outcomes: each delivery succeeds, is throttled or fails at some item. */
const moods = fc.infiniteStream(
  fc.record({ kind: fc.constantFrom('succeed', 'fail', 'fail', 'throttle'), at: fc.nat(1000) }),
);

const moody =
  (stream: Iterator<{ kind: string; at: number }>) =>
  (items: readonly number[]): Delivery => {
    const { kind, at } = stream.next().value as { kind: string; at: number };
    if (kind === 'succeed') return { outcome: 'succeeded' };
    return kind === 'throttle' ? { outcome: 'throttled' } : { outcome: 'failed', from: at % items.length };
  };

describe('a batch of stream records, for any sequence of outcomes', () => {
  it('ends with each record done or discarded exactly once and in order', () => {
    fc.assert(
      fc.property(sizes, policies, moods, (size, policy, stream) => {
        const { done, discarded } = play(size, policy, moody(stream));
        expect([...done, ...discarded].sort((a, b) => a - b)).toEqual(
          Array.from({ length: size }, (_, index) => index),
        );
        expect(ascending(done)).toBe(true);
        expect(ascending(discarded)).toBe(true);
      }),
    );
  });

  it('never delivers a record before all records ahead of it are done or discarded', () => {
    fc.assert(
      fc.property(sizes, policies, moods, (size, policy, stream) => {
        const { deliveries } = play(size, policy, moody(stream));
        let front = 0;
        for (const items of deliveries) {
          expect(items[0]).toBeGreaterThanOrEqual(front);
          expect(ascending(items)).toBe(true);
          front = items[0]!;
        }
      }),
    );
  });

  it('delivers no single record more often than its retries allow', () => {
    fc.assert(
      fc.property(sizes, policies, (size, policy) => {
        const poison = size - 1;
        const alone = play(size, policy, (items) =>
          items.includes(poison) ? { outcome: 'failed', from: items.indexOf(poison) } : { outcome: 'succeeded' },
        );
        const single = alone.deliveries.filter((items) => items.length === 1 && items[0] === poison).length;
        expect(single).toBeLessThanOrEqual(policy.maximumRetryAttempts + 1);
      }),
    );
  });

  it('discards only the poison record if batches are bisected', () => {
    fc.assert(
      fc.property(sizes, fc.nat(4), fc.nat(1000), (size, maximumRetryAttempts, where) => {
        const poison = where % size;
        const { discarded, done } = play(size, { maximumRetryAttempts, bisect: true }, (items) =>
          items.includes(poison) ? { outcome: 'failed', from: 0 } : { outcome: 'succeeded' },
        );
        expect(discarded).toEqual([poison]);
        expect(done).toHaveLength(size - 1);
      }),
    );
  });

  it('retries indefinitely if no limit is set', () => {
    const { done } = play(3, { maximumRetryAttempts: undefined, bisect: false }, (_items, turn) =>
      turn < 1000 ? { outcome: 'failed', from: 0 } : { outcome: 'succeeded' },
    );
    expect(done).toEqual([0, 1, 2]);
  });
});

describe('a throttled delivery', () => {
  it('does not count as an attempt', () => {
    const segments = [{ items: ['a'], attempts: 2 }];
    const policy = { maximumRetryAttempts: 2, bisect: true };
    expect(afterDelivery(segments, { outcome: 'throttled' }, policy)).toEqual({ segments });
  });
});

describe('a delivery that failed in the middle', () => {
  it('completes the items before the failure, and counts one failed attempt for the rest', () => {
    const progress = afterDelivery(
      [{ items: ['a', 'b', 'c'], attempts: 2 }],
      { outcome: 'failed', from: 1 },
      { maximumRetryAttempts: 2, bisect: false },
    );
    expect(progress).toEqual({ segments: [{ items: ['b', 'c'], attempts: 1 }] });
  });
});

describe('records that become too old', () => {
  it('are discarded from the front of the batch; recent ones stay', () => {
    const segments = [
      { items: [1, 2, 3], attempts: 1 },
      { items: [4], attempts: 0 },
    ];
    expect(expire(segments, (item) => item < 3)).toEqual({
      segments: [{ items: [3], attempts: 0 }, segments[1]],
      discarded: { items: [1, 2], attempts: 1, condition: 'RecordAgeExceeded' },
    });
    expect(expire(segments, () => false)).toEqual({ segments });
    expect(expire(segments, () => true).segments).toEqual([segments[1]]);
  });
});
