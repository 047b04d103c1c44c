import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableProperties } from './table-properties.ts';

/** CloudFormation's properties as the API takes them; capacity is on demand unless it was asked for in units. */
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

export async function createTable(
  client: DynamoDBClient,
  name: string,
  properties: TableProperties,
): Promise<CreatedTable> {
  const { TableDescription } = await client.send(new CreateTableCommand(createTableInput(name, properties)));
  const { TableArn, LatestStreamArn } = TableDescription ?? {};
  if (TableArn === undefined) throw new Error(`DynamoDB Local made the table ${name} and gave no ARN for it.`);
  return { arn: TableArn, ...(LatestStreamArn !== undefined && { streamArn: LatestStreamArn }) };
}
