import type { DynamoDBClient, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { openOrder, type OrderState } from '../../../../services/checkout/order.ts';
import { orderStore } from '../../../../services/checkout/store.ts';
import { unfinishedPartitionOf, unfinishedPartitions } from '../../../../services/shared/unfinished.ts';

const request = {
  correlationId: 'r1-load-1',
  customerId: 'ann',
  lines: [],
  totalCents: 0,
  method: 'card',
  requestHash: 'h',
} as const;

/** The item that is written for an order in this state. */
async function writtenFor(state: OrderState): Promise<Record<string, unknown>> {
  let item: Record<string, unknown> = {};
  const send = ({ input }: { readonly input: PutItemCommandInput }) => {
    item = unmarshall(input.Item ?? {});
    return Promise.resolve({});
  };
  const store = orderStore({ send } as unknown as DynamoDBClient, 'orders');
  await store.advance({ ...openOrder(request, 'PENDING', new Date(0)), state });
  return item;
}

describe('an order in its table', () => {
  it.each<[OrderState, boolean]>([
    ['PENDING', true],
    ['COMMITTING', true],
    ['ROLLING_BACK', true],
    ['COMPLETED', false],
    ['ROLLED_BACK', false],
  ])('that is %s is in the index of unfinished orders: %p', async (state, indexed) => {
    const { unfinished } = await writtenFor(state);
    expect(unfinished).toBe(indexed ? unfinishedPartitionOf('r1-load-1') : undefined);
  });

  it('has one of the partitions that are read, and many orders use all of them', () => {
    const used = new Set(Array.from({ length: 1000 }, (_, at) => unfinishedPartitionOf(`r1-load-${at}`)));
    expect([...used].sort()).toEqual([...unfinishedPartitions]);
  });
});
