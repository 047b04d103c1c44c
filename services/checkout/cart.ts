import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { getItem, putItem } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';

const Row = z.object({
  cartId: z.string(),
  customerId: z.string(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
});

type Cart = z.output<typeof Row>;

export interface CartStore {
  find(cartId: string): Promise<Cart | undefined>;
  save(cart: Cart, now: Date): Promise<void>;
}

const KEPT_SECONDS = 30 * 24 * 60 * 60;

export function cartStore(client: DynamoDBClient, table: string): CartStore {
  return {
    async find(cartId) {
      const item = await getItem(client, table, { cartId });
      return item && parse(Row, item, 'Table carts');
    },
    async save(cart, now) {
      const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_SECONDS;
      await putItem(client, table, { ...cart, updatedAt: now.toISOString(), expiresAt });
    },
  };
}
