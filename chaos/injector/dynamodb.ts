/** A minimal DynamoDB client: the SDK's client would add some 300 KB to the bundle of every wrapped function. */
import { AwsClient } from 'aws4fetch';

/** Enough for the first connection of a small function. After the second attempt the call proceeds without faults. */
const TIMEOUT_MS = 1500;
const ATTEMPTS = 2;

/** Sends one operation and resolves to the response's document. Rejects with a `DynamoDbError` or a network error. */
export type DynamoDb = (operation: string, request: object) => Promise<unknown>;

/** DynamoDB refused the request; the message is its own. */
class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError';
}

/**
 * Uses the credentials that Lambda puts into a function's environment, and honours AWS_ENDPOINT_URL_DYNAMODB and
 * AWS_ENDPOINT_URL. Both are read for each request, since they may be replaced.
 */
export function dynamoDb(environment: Readonly<Record<string, string | undefined>>): DynamoDb {
  return async (operation, request) => {
    const body = JSON.stringify(request);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await send(environment, operation, body);
        if (response.ok) return (await response.json()) as unknown;
        const refusal = new DynamoDbError(`${operation} was answered ${response.status}: ${await response.text()}`);
        if (response.status < 500 || attempt === ATTEMPTS) throw refusal;
      } catch (error) {
        if (error instanceof DynamoDbError || attempt === ATTEMPTS) throw error;
      }
    }
  };
}

function send(
  environment: Readonly<Record<string, string | undefined>>,
  operation: string,
  body: string,
): Promise<Response> {
  const region = environment['AWS_REGION'] ?? '';
  const endpoint =
    environment['AWS_ENDPOINT_URL_DYNAMODB'] ??
    environment['AWS_ENDPOINT_URL'] ??
    `https://dynamodb.${region}.amazonaws.com`;
  const client = new AwsClient({
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(environment['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: environment['AWS_SESSION_TOKEN'] }),
    service: 'dynamodb',
    region,
    retries: 0,
  });
  return client.fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
