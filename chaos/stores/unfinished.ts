import type { Stores } from './stores.ts';

/**
 * Correlation ids of the orders that have not reached an end. The whole table is read, and only these few come back.
 *
 * @param prefix with which the correlation ids begin
 */
export async function unfinishedSagas(stores: Pick<Stores, 'items' | 'table'>, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  const orders = stores.items.scan({
    TableName: stores.table('checkout-orders'),
    ProjectionExpression: 'correlationId',
    FilterExpression: `NOT #state IN (:completed, :rolledBack)${prefix === '' ? '' : ' AND begins_with(correlationId, :prefix)'}`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':completed': { S: 'COMPLETED' },
      ':rolledBack': { S: 'ROLLED_BACK' },
      ...(prefix !== '' && { ':prefix': { S: prefix } }),
    },
  });
  for await (const { correlationId } of orders) found.push(String(correlationId));
  return found;
}
