import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import type { Drift } from './drift.ts';

/** The item in DynamoDB's own JSON. Reservations hold no binary attributes, which JSON could not carry. */
const PreImage = z.strictObject({ item: z.record(z.string(), z.json()) });

/** The reservation of a completed order is gone, while the stock counters still include it. */
export const reservationLost: Drift = {
  kind: 'reservation-lost',
  summary: "A completed order's reservation is deleted, while its stock counters stay.",
  rule: 'order-reservation',
  candidates: ({ sagas }) =>
    sagas
      .filter(({ order, reservation }) => order?.state === 'COMPLETED' && reservation?.state === 'COMMITTED')
      .map(({ correlationId }) => correlationId),
  async seed({ key, stores, snapshot, keep }) {
    const table = stores.table('warehouse-reservations');
    const Key = { correlationId: { S: key } };
    const item = await stores.items.get(table, Key);
    const preImage = PreImage.parse({ item });
    await keep?.(preImage);
    const { version } = item;
    const deleted = await stores.items.delete({
      TableName: table,
      Key,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version ?? { NULL: true } },
    });
    if (!deleted) {
      throw new HarnessError(
        `Reservation ${key} in ${table} was changed by another write while drift was being seeded.`,
      );
    }
    const lines = snapshot.sagas.find(({ correlationId }) => correlationId === key)?.reservation?.lines ?? [];
    return {
      description: `reservation of the completed order ${key} deleted`,
      consequences: lines.map(({ sku }) => ({ rule: 'stock-conservation', key: sku })),
      preImage,
    };
  },
  undo(document, stores) {
    const { item } = PreImage.parse(document);
    return stores.items.put({
      TableName: stores.table('warehouse-reservations'),
      Item: item as unknown as Record<string, AttributeValue>,
      ConditionExpression: 'attribute_not_exists(correlationId)',
    });
  },
};
