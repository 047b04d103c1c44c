/** Orders in DynamoDB. Each write is conditional on the version that was read, and increments it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { getItem, type Item, putItem } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';
import { UNFINISHED_INDEX, unfinishedPartitionOf } from '../shared/unfinished.ts';
import { isEnd, type Order } from './order.ts';

const service = z.enum(['payment', 'warehouse', 'shipping']);

const Row = z.object({
  correlationId: z.string(),
  customerId: z.string(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number(), unitPriceCents: z.number() })),
  totalCents: z.number(),
  method: z.enum(['card', 'invoice']),
  requestHash: z.string(),
  state: z.enum(['PENDING', 'COMMITTING', 'ROLLING_BACK', 'COMPLETED', 'ROLLED_BACK']),
  answers: z.partialRecord(service, z.string()),
  trace: z.array(z.object({ at: z.string(), service: z.union([service, z.literal('checkout')]), state: z.string() })),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export interface OrderStore {
  find(correlationId: string): Promise<Order | undefined>;
  /** Writes the first version, or returns the order that already has its id. */
  open(order: Order): Promise<{ readonly existing?: Order }>;
  /** Writes the next version, or returns the order that another writer has stored since `order` was read. */
  advance(order: Order): Promise<{ readonly existing?: Order }>;
}

export function orderStore(client: DynamoDBClient, table: string): OrderStore {
  return {
    async find(correlationId) {
      const item = await getItem(client, table, { correlationId });
      return item && parse(Row, item, 'Table orders');
    },
    async open(order) {
      const put = await putItem(client, table, itemOf(order), { expression: 'attribute_not_exists(correlationId)' });
      return put.written ? {} : { existing: parse(Row, put.existing, 'Table orders') };
    },
    async advance(order) {
      const next = itemOf({ ...order, version: order.version + 1 });
      const put = await putItem(client, table, next, {
        expression: '#version = :version',
        names: { '#version': 'version' },
        values: { ':version': order.version },
      });
      return put.written ? {} : { existing: parse(Row, put.existing, 'Table orders') };
    },
  };
}

/** An order without an end has the partition key of the index of unfinished orders; the write that ends it removes the key. */
const itemOf = (order: Order): Item => ({
  ...order,
  ...(!isEnd(order.state) && { [UNFINISHED_INDEX]: unfinishedPartitionOf(order.correlationId) }),
});
