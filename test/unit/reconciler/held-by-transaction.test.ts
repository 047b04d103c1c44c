import { describe, expect, it } from '@jest/globals';
import { isHeldByTransaction } from '../../../reconciler/stores/dynamodb/errors.ts';
import { retried } from '../../../reconciler/stores/dynamodb/retried.ts';

const cancelled = (...codes: readonly string[]) =>
  Object.assign(new Error('cancelled'), {
    name: 'TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const conflict = Object.assign(new Error('held'), { name: 'TransactionConflictException' });

describe('a write whose item a transaction holds', () => {
  it.each([
    ['a single write', conflict, true],
    ['a transaction', cancelled('None', 'TransactionConflict'), true],
    ['a transaction whose condition failed as well', cancelled('ConditionalCheckFailed', 'TransactionConflict'), false],
    ['a transaction whose condition failed', cancelled('ConditionalCheckFailed'), false],
    ['a write that was rejected', Object.assign(new Error('no'), { name: 'ValidationException' }), false],
  ])('is recognised for %s', (_case, error, held) => {
    expect(isHeldByTransaction(error)).toBe(held);
  });

  it('is tried again after a growing wait', async () => {
    const waits: number[] = [];
    const pace = {
      sleep: (ms: number) => {
        waits.push(ms);
        return Promise.resolve();
      },
      random: () => 0,
    };
    const errors = [conflict, cancelled('TransactionConflict')];
    const send = () => {
      const error = errors.shift();
      return error === undefined ? Promise.resolve('written') : Promise.reject(error);
    };
    expect(await retried(pace as unknown as Parameters<typeof retried>[0], send)).toBe('written');
    expect(waits).toEqual([20, 40]);
  });
});
