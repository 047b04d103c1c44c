/** Results of runs in the control table: `result#<run>` for each, and `latest`. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReconcileResult } from '../engine/index.ts';

/** Bytes of a stored result; an item takes at most 400 KB. */
const LARGEST = 350_000;

/** Days for which a run's own item is kept, where the table's `expiresAt` is a time to live. */
const KEPT_DAYS = 90;

export interface StoredResult {
  readonly result: ReconcileResult;
  /** Differences that did not fit; the rules' counts are of all. */
  readonly omittedDifferences: number;
}

/** The result with as many of its differences as fit. */
export function fitted(result: ReconcileResult, largest = LARGEST): StoredResult {
  const whole = JSON.stringify(result);
  if (Buffer.byteLength(whole) <= largest) return { result, omittedDifferences: 0 };
  const bare = { ...result, differences: [] };
  let room = largest - Buffer.byteLength(JSON.stringify(bare));
  const kept = [];
  for (const difference of result.differences) {
    room -= Buffer.byteLength(JSON.stringify(difference)) + 1;
    if (room < 0) break;
    kept.push(difference);
  }
  return { result: { ...result, differences: kept }, omittedDifferences: result.differences.length - kept.length };
}

export async function storeResult(
  client: DynamoDBClient,
  controlTable: string,
  { result, omittedDifferences }: StoredResult,
): Promise<void> {
  const item = {
    runId: { S: result.runId },
    outcome: { S: result.outcome },
    document: { S: JSON.stringify(result) },
    omittedDifferences: { N: String(omittedDifferences) },
    endedAt: { S: result.endedAt },
  };
  const expiresAt = { N: String(Math.floor(Date.parse(result.endedAt) / 1000) + KEPT_DAYS * 86_400) };
  await client.send(
    new PutItemCommand({
      TableName: controlTable,
      Item: { name: { S: `result#${result.runId}` }, ...item, expiresAt },
    }),
  );
  await client.send(new PutItemCommand({ TableName: controlTable, Item: { name: { S: 'latest' }, ...item } }));
}

/** @param run a run's id, or `latest` */
export async function readResult(
  client: DynamoDBClient,
  controlTable: string,
  run: string,
): Promise<StoredResult | undefined> {
  const name = run === 'latest' ? run : `result#${run}`;
  const { Item } = await client.send(
    new GetItemCommand({ TableName: controlTable, Key: { name: { S: name } }, ConsistentRead: true }),
  );
  const document = Item?.['document']?.S;
  if (document === undefined) return undefined;
  return {
    result: JSON.parse(document) as ReconcileResult,
    omittedDifferences: Number(Item?.['omittedDifferences']?.N ?? 0),
  };
}
