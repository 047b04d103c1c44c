import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Stores } from './snapshot.ts';

/**
 * Correlation ids of orders that have not reached an end. The table is read whole and answers with these alone, which
 * are few.
 *
 * @param beginning of the correlation ids that are meant
 */
export async function unfinishedSagas(stores: Stores, beginning = ''): Promise<string[]> {
  const found: string[] = [];
  const pages = paginateScan(
    { client: stores.dynamodb },
    {
      TableName: stores.table('checkout-orders'),
      ConsistentRead: true,
      ProjectionExpression: 'correlationId',
      FilterExpression: `NOT #state IN (:completed, :rolledBack)${beginning === '' ? '' : ' AND begins_with(correlationId, :beginning)'}`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':completed': { S: 'COMPLETED' },
        ':rolledBack': { S: 'ROLLED_BACK' },
        ...(beginning === '' ? {} : { ':beginning': { S: beginning } }),
      },
    },
  );
  for await (const { Items = [] } of pages) found.push(...Items.map((item) => item['correlationId']?.S ?? ''));
  return found;
}
