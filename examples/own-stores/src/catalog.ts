import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});

/** Stores a product: PUT /products { sku, title, cents } */
export const handler = async ({ body }: { readonly body: string | null }) => {
  const { sku, title, cents } = JSON.parse(body ?? '{}') as { sku: string; title: string; cents: number };
  const Item = { sku: { S: sku }, title: { S: title }, cents: { N: String(cents) } };
  await dynamodb.send(new PutItemCommand({ TableName: process.env['PRODUCTS'], Item }));
  return { statusCode: 204, body: '' };
};
