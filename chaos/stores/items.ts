import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Every item of a table, read strongly, one after another. */
export async function* items(client: DynamoDBClient, table: string): AsyncGenerator<Record<string, unknown>> {
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of page.Items ?? []) yield unmarshall(item);
  }
}
