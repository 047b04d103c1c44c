import { paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Connection } from '@evenkeel/chaos';
import { UNFINISHED_INDEX, unfinishedPartitions } from '../../services/shared/unfinished.ts';
import { clientsOf } from './clients.ts';

/** Correlation ids of the orders without an end, from the index of those. */
export async function* unfinishedOrders(
  connection: Connection,
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const client = clientsOf(connection).dynamodb;
  for (const partition of unfinishedPartitions) {
    const request = {
      TableName: `${connection.system.prefix}checkout-orders`,
      IndexName: UNFINISHED_INDEX,
      KeyConditionExpression: '#partition = :partition AND begins_with(correlationId, :prefix)',
      ExpressionAttributeNames: { '#partition': UNFINISHED_INDEX },
      ExpressionAttributeValues: { ':partition': { S: partition }, ':prefix': { S: prefix } },
    };
    for await (const { Items = [] } of paginateQuery({ client }, request, { abortSignal: signal })) {
      for (const { correlationId } of Items) if (correlationId?.S !== undefined) yield correlationId.S;
    }
  }
}
