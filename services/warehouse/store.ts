/** Reservations in DynamoDB, each changed in one transaction with the counters of its SKUs. */
import { type DynamoDBClient, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { conditionFields, getItem, putItem, toAttributes, transactionally } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';
import type { Reservation, ReservationState, ReservationStore, ReservedLine, ReserveOutcome } from './ports.ts';

const Row = z.object({
  correlationId: z.string(),
  state: z.enum(['RESERVED', 'COMMITTED', 'RELEASED', 'REJECTED']),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
  reason: z.exactOptional(z.string()),
});

export interface WarehouseTables {
  readonly RESERVATIONS_TABLE: string;
  readonly STOCK_TABLE: string;
}

const NEW = { expression: 'attribute_not_exists(correlationId)' };

export function reservationStore(client: DynamoDBClient, tables: WarehouseTables): ReservationStore {
  const transact = (items: TransactWriteItem[]) =>
    transactionally(() => client.send(new TransactWriteItemsCommand({ TransactItems: items })));
  const leaveReserved = async (reservation: Reservation, to: ReservationState, counter: Counter, now: Date) => {
    const items = [
      moved(tables, reservation.correlationId, to, now),
      ...reservation.lines.map((line) => counted(tables, line, { from: 'reserved', to: counter }, now)),
    ];
    return (await transact(items)) === undefined;
  };
  return {
    async find(correlationId) {
      const item = await getItem(client, tables.RESERVATIONS_TABLE, { correlationId });
      return item && parse(Row, item, 'Table reservations');
    },
    async reserve({ correlationId, lines, now }): Promise<ReserveOutcome> {
      const reservation: Reservation = { correlationId, state: 'RESERVED', lines };
      const failed = await transact([
        {
          Put: {
            TableName: tables.RESERVATIONS_TABLE,
            Item: toAttributes(row(reservation, now)),
            ...conditionFields(NEW),
          },
        },
        ...lines.map((line) => counted(tables, line, { from: 'onHand', to: 'reserved' }, now)),
      ]);
      if (failed === undefined) return { outcome: 'RESERVED' };
      const [exists, ...short] = failed.map((code) => code === 'ConditionalCheckFailed');
      if (exists === true) return { outcome: 'EXISTS' };
      const skus = lines.filter((_line, index) => short[index]).map(({ sku }) => sku);
      return { outcome: 'OUT_OF_STOCK', reason: `out of stock: ${skus.join(', ')}` };
    },
    async close(reservation, now) {
      const { written } = await putItem(client, tables.RESERVATIONS_TABLE, row(reservation, now), NEW);
      return written;
    },
    commit: (reservation, now) => leaveReserved(reservation, 'COMMITTED', 'shipped', now),
    release: (reservation, now) => leaveReserved(reservation, 'RELEASED', 'onHand', now),
  };
}

type Counter = 'onHand' | 'reserved' | 'shipped';

const row = (reservation: Reservation, now: Date) => {
  const at = now.toISOString();
  return { ...reservation, version: 1, createdAt: at, updatedAt: at };
};

/** Only a RESERVED reservation can be committed or released, so each happens once. */
const moved = (tables: WarehouseTables, correlationId: string, to: ReservationState, now: Date): TransactWriteItem => ({
  Update: {
    TableName: tables.RESERVATIONS_TABLE,
    Key: toAttributes({ correlationId }),
    UpdateExpression: 'SET #state = :to, updatedAt = :now ADD #version :one',
    ConditionExpression: '#state = :reserved',
    ExpressionAttributeNames: { '#state': 'state', '#version': 'version' },
    ExpressionAttributeValues: toAttributes({
      ':to': to,
      ':reserved': 'RESERVED',
      ':now': now.toISOString(),
      ':one': 1,
    }),
  },
});

const counted = (
  tables: WarehouseTables,
  { sku, quantity }: ReservedLine,
  counters: { readonly from: Counter; readonly to: Counter },
  now: Date,
): TransactWriteItem => ({
  Update: {
    TableName: tables.STOCK_TABLE,
    Key: toAttributes({ sku }),
    UpdateExpression: 'SET updatedAt = :now ADD #from :less, #to :more, #version :one',
    ConditionExpression: '#from >= :more',
    ExpressionAttributeNames: { '#from': counters.from, '#to': counters.to, '#version': 'version' },
    ExpressionAttributeValues: toAttributes({
      ':less': -quantity,
      ':more': quantity,
      ':now': now.toISOString(),
      ':one': 1,
    }),
  },
});
