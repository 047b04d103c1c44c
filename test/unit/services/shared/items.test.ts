import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { conditionally, putItem, whenFree } from '../../../../services/shared/items.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

/** A write that fails with these errors, one after the other, and then succeeds. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  const calls = { count: 0 };
  const send = () => {
    calls.count += 1;
    const error = left.shift();
    return error === undefined ? Promise.resolve({}) : Promise.reject(error);
  };
  return { send, calls };
}

describe('a write of an item that a transaction holds', () => {
  it('is tried again until the item is free', async () => {
    const { send, calls } = failing(named('TransactionConflictException'), named('TransactionConflictException'));
    expect(await putItem({ send } as unknown as DynamoDBClient, 'stock', { sku: 'nut' })).toEqual({ written: true });
    expect(calls.count).toBe(3);
  });

  it('still reports a condition that does not hold then', async () => {
    const { send } = failing(named('TransactionConflictException'), named('ConditionalCheckFailedException'));
    expect(await conditionally(send)).toBe(false);
  });

  it('is not tried again after any other error', async () => {
    const { send, calls } = failing(named('ValidationException'));
    await expect(whenFree(send)).rejects.toThrow('ValidationException');
    expect(calls.count).toBe(1);
  });
});
