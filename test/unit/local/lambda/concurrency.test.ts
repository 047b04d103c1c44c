import { describe, expect, it } from '@jest/globals';
import { refuseReservation, throttleReason } from '../../../../local/lambda/concurrency.ts';

const fn = (name: string, inFlight: number, reservedConcurrency?: number) => ({ name, inFlight, reservedConcurrency });

describe('an invocation', () => {
  it.each<
    [
      what: string,
      own: ReturnType<typeof fn>,
      others: ReturnType<typeof fn>[],
      account: number,
      reason: string | undefined,
    ]
  >([
    ['within the account', fn('a', 4), [fn('b', 5)], 10, undefined],
    ['beyond the account', fn('a', 5), [fn('b', 5)], 10, 'ConcurrentInvocationLimitExceeded'],
    ['beyond what others have reserved', fn('a', 4), [fn('b', 0, 6)], 10, 'ConcurrentInvocationLimitExceeded'],
    ['beside a reservation in use', fn('a', 3), [fn('b', 6, 6)], 10, undefined],
    ['within its reservation', fn('a', 1, 2), [fn('b', 99)], 10, undefined],
    ['beyond its reservation', fn('a', 2, 2), [], 10, 'ReservedFunctionConcurrentInvocationLimitExceeded'],
    ['of a function that is switched off', fn('a', 0, 0), [], 10, 'ReservedFunctionConcurrentInvocationLimitExceeded'],
  ])('%s: %#', (_, own, others, account, reason) => {
    expect(throttleReason(own, [own, ...others], account)).toBe(reason);
  });
});

describe('a reservation', () => {
  const reserve = (count: number, account: number) => () => {
    refuseReservation('a', count, [fn('a', 0, 30), fn('b', 0, 20)], account);
  };

  it('leaves the account 100 for the functions without one', () => {
    expect(reserve(880, 1000)).not.toThrow();
    expect(reserve(881, 1000)).toThrow(
      "decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
  });

  it('is impossible in a new account, which has 10 and keeps them, except to switch a function off', () => {
    const alone = (count: number) => () => {
      refuseReservation('a', count, [fn('a', 0)], 10);
    };
    expect(alone(1)).toThrow('minimum value of [10]');
    expect(alone(0)).not.toThrow();
  });
});
