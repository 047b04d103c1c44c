import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbEndpointError } from './endpoint.ts';
import type { TableProperties } from './table-properties.ts';

/** Converts CloudFormation's properties to the API's; capacity is on demand unless the template specifies units. */
function createTableInput(name: string, properties: TableProperties): CreateTableCommandInput {
  const { ProvisionedThroughput, StreamSpecification, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  return {
    TableName: name,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    ...(ProvisionedThroughput && properties.BillingMode !== 'PAY_PER_REQUEST'
      ? { ProvisionedThroughput }
      : { BillingMode: 'PAY_PER_REQUEST' as const }),
    GlobalSecondaryIndexes,
    LocalSecondaryIndexes,
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  };
}

export interface CreatedTable {
  readonly arn: string;
  readonly streamArn?: string;
}

/**
 * Creates a table under the given name.
 *
 * @throws DynamoDbEndpointError if the table already exists, which is only possible in a user's own DynamoDB
 */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  properties: TableProperties,
): Promise<CreatedTable> {
  const command = new CreateTableCommand(createTableInput(name, properties));
  const { TableDescription } = await client.send(command).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'ResourceInUseException'
      ? new DynamoDbEndpointError(
          `the DynamoDB of the given endpoint already has a table ${name}. Delete it, or use another DynamoDB`,
          { cause: error },
        )
      : error;
  });
  const { TableArn, LatestStreamArn } = TableDescription ?? {};
  if (TableArn === undefined) throw new Error(`DynamoDB created the table ${name} but returned no ARN for it`);
  return { arn: TableArn, ...(LatestStreamArn !== undefined && { streamArn: LatestStreamArn }) };
}
