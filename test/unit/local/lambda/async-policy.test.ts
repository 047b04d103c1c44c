import { describe, expect, it } from '@jest/globals';
import { afterFailure, DEFAULT_ASYNC_POLICY } from '../../../../local/lambda/async-policy.ts';

const MINUTE = 60_000;

describe('an asynchronous event that failed', () => {
  it.each([
    [1, { next: 'retry', afterMs: MINUTE }],
    [2, { next: 'retry', afterMs: 2 * MINUTE }],
    [3, { next: 'drop', condition: 'RetriesExhausted' }],
  ])('for the %i. time', (attempts, decision) => {
    expect(afterFailure('failed', { attempts, throttles: 0, ageMs: 0 }, DEFAULT_ASYNC_POLICY)).toEqual(decision);
  });

  it('is dropped where the retry would come after its greatest age', () => {
    const policy = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 90 };
    const progress = { attempts: 1, throttles: 0, ageMs: 31_000 };
    expect(afterFailure('failed', progress, policy)).toEqual({ next: 'drop', condition: 'EventAgeExceeded' });
  });
});

describe('an asynchronous event that was throttled', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [20, 5 * MINUTE],
  ])('%i times in a row waits %i ms and uses up no retry', (throttles, afterMs) => {
    const progress = { attempts: 3, throttles, ageMs: 0 };
    expect(afterFailure('throttled', progress, DEFAULT_ASYNC_POLICY)).toEqual({ next: 'retry', afterMs });
  });
});
