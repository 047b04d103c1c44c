import { DeleteTableCommand, type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

/** The DynamoDB at the user's endpoint cannot be used. */
export class DynamoDbEndpointError extends Error {
  override readonly name = 'DynamoDbEndpointError';
}

/**
 * @throws DynamoDbEndpointError if nothing answers there, or the answer does not come from a DynamoDB
 */
export async function assertAnswers(client: DynamoDBClient, endpoint: string): Promise<void> {
  await client.send(new ListTablesCommand({ Limit: 1 })).catch((error: unknown) => {
    const reason = error instanceof Error && error.message !== '' ? error.message : String(error);
    throw new DynamoDbEndpointError(
      `no DynamoDB answers at the endpoint ${endpoint}: ${reason}. Start it, or pass no endpoint to use DynamoDB Local`,
      { cause: error },
    );
  });
}

/** Removes the tables that this system created, so that the next one can create its own. */
export async function deleteTables(client: DynamoDBClient, names: readonly string[]): Promise<void> {
  for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
}
