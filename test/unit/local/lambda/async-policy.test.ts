import { describe, expect, it } from '@jest/globals';
import { afterFailure, DEFAULT_ASYNC_POLICY } from '../../../../local/lambda/async-policy.ts';

const MINUTE = 60_000;

describe('a failed asynchronous event', () => {
  it.each([
    [1, { next: 'retry', afterMs: MINUTE }],
    [2, { next: 'retry', afterMs: 2 * MINUTE }],
    [3, { next: 'drop', condition: 'RetriesExhausted' }],
  ])('after %i attempts: %o', (attempts, decision) => {
    expect(afterFailure('failed', { attempts, throttles: 0, ageMs: 0 }, DEFAULT_ASYNC_POLICY)).toEqual(decision);
  });

  it('is dropped if it would exceed its maximum age before the retry', () => {
    const policy = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 90 };
    const progress = { attempts: 1, throttles: 0, ageMs: 31_000 };
    expect(afterFailure('failed', progress, policy)).toEqual({ next: 'drop', condition: 'EventAgeExceeded' });
  });
});

describe('a throttled asynchronous event', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [20, 5 * MINUTE],
  ])('after %i consecutive throttles, waits %i ms without using up a retry', (throttles, afterMs) => {
    const progress = { attempts: 3, throttles, ageMs: 0 };
    expect(afterFailure('throttled', progress, DEFAULT_ASYNC_POLICY)).toEqual({ next: 'retry', afterMs });
  });
});
