/** Shipments in DynamoDB. Each write is conditional on the state it starts from. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { conditionally, getItem, putItem, toAttributes } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';
import type { ShipmentStore } from './ports.ts';

const Row = z.object({
  correlationId: z.string(),
  state: z.enum(['PLANNED', 'DISPATCHED', 'CANCELLED']),
  customerId: z.exactOptional(z.string()),
});

export function shipmentStore(client: DynamoDBClient, table: string): ShipmentStore {
  return {
    async find(correlationId) {
      const item = await getItem(client, table, { correlationId });
      return item && parse(Row, item, 'Table shipments');
    },
    async open(shipment, now) {
      const at = now.toISOString();
      const row = { ...shipment, version: 1, createdAt: at, updatedAt: at };
      const { written } = await putItem(client, table, row, { expression: 'attribute_not_exists(correlationId)' });
      return written;
    },
    move: (correlationId, from, to, now) =>
      conditionally(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: toAttributes({ correlationId }),
            UpdateExpression: 'SET #state = :to, updatedAt = :now ADD #version :one',
            ConditionExpression: '#state = :from',
            ExpressionAttributeNames: { '#state': 'state', '#version': 'version' },
            ExpressionAttributeValues: toAttributes({ ':from': from, ':to': to, ':now': now.toISOString(), ':one': 1 }),
          }),
        ),
      ),
  };
}
