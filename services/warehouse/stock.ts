/** Stock counters, as the API reads them and adds receipts to them. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromAttributes, getItem, isConditionFailed, toAttributes, whenFree } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';
import type { Stock } from './reservation.ts';

const Row = z.object({
  sku: z.string(),
  received: z.number(),
  onHand: z.number(),
  reserved: z.number(),
  shipped: z.number(),
});

interface Receipt {
  readonly sku: string;
  readonly receiptId: string;
  readonly quantity: number;
}

export interface StockStore {
  find(sku: string): Promise<Stock | undefined>;
  /** Books a receipt once, however often it is sent. */
  receive(receipt: Receipt, now: Date): Promise<Stock>;
}

export function stockStore(client: DynamoDBClient, table: string): StockStore {
  const update = (receipt: Receipt, now: Date) =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toAttributes({ sku: receipt.sku }),
        UpdateExpression:
          'SET updatedAt = :now ADD received :n, onHand :n, reserved :zero, shipped :zero, #version :one, receipts :id',
        ConditionExpression: 'NOT contains(receipts, :receipt)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: toAttributes({
          ':n': receipt.quantity,
          ':zero': 0,
          ':one': 1,
          ':id': new Set([receipt.receiptId]),
          ':receipt': receipt.receiptId,
          ':now': now.toISOString(),
        }),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  return {
    async find(sku) {
      const item = await getItem(client, table, { sku });
      return item && parse(Row, item, 'Table stock');
    },
    async receive(receipt, now) {
      try {
        const { Attributes = {} } = await whenFree(() => update(receipt, now));
        return parse(Row, fromAttributes(Attributes), 'Table stock');
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
        return parse(Row, fromAttributes(error.Item ?? {}), 'Table stock');
      }
    },
  };
}
