import { type AttributeValue, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});

interface StreamEvent {
  readonly Records: readonly { readonly dynamodb: { readonly NewImage?: Record<string, AttributeValue> } }[];
}

/** Copies each product that the catalog stores to checkout's prices. */
export const handler = async ({ Records }: StreamEvent): Promise<void> => {
  for (const { NewImage: product } of Records.map((record) => record.dynamodb)) {
    const { sku, title, cents } = product ?? {};
    if (sku === undefined || title === undefined || cents === undefined) continue;
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: process.env['PRICES'],
        Key: { sku },
        UpdateExpression: 'SET title = :title, cents = :cents, updatedAt = :now ADD version :one',
        ExpressionAttributeValues: {
          ':title': title,
          ':cents': cents,
          ':now': { S: new Date().toISOString() },
          ':one': { N: '1' },
        },
      }),
    );
  }
};
