import * as z from 'zod';
import type { DriftKind } from '@evenkeel/chaos';
import { DriftError } from '../errors.ts';
import { quantitiesOf } from '../records.ts';
import { deleteItem, getItem, type Item, putItem, tableOf } from './items.ts';

/** The item in DynamoDB's own JSON. Reservations hold no binary attributes, which JSON could not carry. */
const PreImage = z.strictObject({ item: z.record(z.string(), z.json()) });

/** The reservation of a completed order is gone, while the stock counters still include it. */
export const reservationLost: DriftKind<never> = {
  kind: 'reservation-lost',
  summary: "A completed order's reservation is deleted, while its stock counters stay.",
  rule: () => 'order-reservation',
  candidates: ({ sagas }) =>
    sagas
      .filter(
        ({ records: { order, reservation } }) =>
          order?.['state'] === 'COMPLETED' && reservation?.['state'] === 'COMMITTED',
      )
      .map(({ correlationId }) => correlationId),
  async seed({ key, stores: { connection }, snapshot, keep }) {
    const table = tableOf(connection, 'warehouse-reservations');
    const Key = { correlationId: { S: key } };
    const item = await getItem(connection, table, Key);
    await keep(PreImage.parse({ item }));
    const isDeleted = await deleteItem(connection, {
      TableName: table,
      Key,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': item['version'] ?? { NULL: true } },
    });
    if (!isDeleted) {
      throw new DriftError(`reservation ${key} in ${table} was changed by another write while drift was being seeded`);
    }
    const reservation = snapshot.sagas.find(({ correlationId }) => correlationId === key)?.records['reservation'];
    return {
      description: `reservation of the completed order ${key} deleted`,
      consequences: quantitiesOf(reservation).map(({ sku }) => ({ rule: 'stock-conservation', key: sku })),
    };
  },
  undo(document, { connection }) {
    const { item } = PreImage.parse(document);
    return putItem(connection, {
      TableName: tableOf(connection, 'warehouse-reservations'),
      Item: item as unknown as Item,
      ConditionExpression: 'attribute_not_exists(correlationId)',
    });
  },
};
