import { callDynamoDb, takeDynamoDb } from '../../engines/dynamodb.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  readonly call: (target: string, body: object) => Promise<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/** DynamoDB Local without tables, for tests that need the real engine. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const { url, end } = await takeDynamoDb();
  return { endpoint: url, call: (target, body) => callDynamoDb(url, target, body), stop: end };
}
