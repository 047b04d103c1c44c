import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Drift } from './drift.ts';

/** The reservation of a completed order is gone; the stock counters still tell of it. */
export const reservationLost: Drift = {
  kind: 'reservation-lost',
  summary: "A completed order's reservation is deleted, and its stock counters stay.",
  rule: 'order-reservation',
  candidates: ({ sagas }) =>
    sagas
      .filter(({ order, reservation }) => order?.state === 'COMPLETED' && reservation?.state === 'COMMITTED')
      .map(({ correlationId }) => correlationId),
  async seed({ key, stores, snapshot }) {
    const table = stores.table('warehouse-reservations');
    const { Attributes: lost } = await stores.dynamodb.send(
      new DeleteItemCommand({ TableName: table, Key: { correlationId: { S: key } }, ReturnValues: 'ALL_OLD' }),
    );
    const lines = snapshot.sagas.find(({ correlationId }) => correlationId === key)?.reservation?.lines ?? [];
    return {
      description: `reservation of the completed order ${key} deleted`,
      consequences: lines.map(({ sku }) => ({ rule: 'stock-conservation', key: sku })),
      undo: async () => {
        if (lost === undefined) return;
        await stores.dynamodb.send(
          new PutItemCommand({
            TableName: table,
            Item: lost,
            ConditionExpression: 'attribute_not_exists(correlationId)',
          }),
        );
      },
    };
  },
};
