/**
 * What every call through the AWS SDK needs. Nothing here depends on which copy of the SDK a client or an error comes
 * from: a caller may pass clients of another copy, which the SDK's paginators and `instanceof` reject.
 */
import { type AttributeValue, type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import pRetry from 'p-retry';

/**
 * The pages of a list, one after another.
 *
 * @param read requests the page for a token; the first page has none
 * @param tokenOf reads the next page's token from a page
 */
export async function* pagesOf<Page, Token>(
  read: (token: Token | undefined) => Promise<Page>,
  tokenOf: (page: Page) => Token | undefined,
): AsyncGenerator<Page> {
  let token: Token | undefined;
  do {
    const page = await read(token);
    yield page;
    token = tokenOf(page);
  } while (token !== undefined);
}

/** Every item that a scan finds, read strongly. */
export async function* scan(
  client: DynamoDBClient,
  request: ScanCommandInput,
): AsyncGenerator<Record<string, AttributeValue>> {
  const pages = pagesOf(
    (ExclusiveStartKey: ScanCommandInput['ExclusiveStartKey']) =>
      client.send(new ScanCommand({ ...request, ConsistentRead: true, ExclusiveStartKey })),
    ({ LastEvaluatedKey }) => LastEvaluatedKey,
  );
  for await (const { Items = [] } of pages) yield* Items;
}

/** Whether AWS answered with the exception of this name. */
export function isAwsError(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

/** Delays between attempts while a transaction, such as the one that arms a fault, holds an item. */
const WHILE_HELD = { retries: 7, minTimeout: 20, factor: 1.3, randomize: true };

/**
 * Makes a conditional write, and tries again while a transaction holds the item.
 *
 * @returns its answer; undefined if its condition did not hold
 */
export async function whenConditionHolds<Written>(write: () => Promise<Written>): Promise<Written | undefined> {
  try {
    return await pRetry(write, {
      ...WHILE_HELD,
      shouldRetry: ({ error }) => isAwsError(error, 'TransactionConflictException'),
    });
  } catch (error) {
    if (isAwsError(error, 'ConditionalCheckFailedException')) return undefined;
    throw error;
  }
}
