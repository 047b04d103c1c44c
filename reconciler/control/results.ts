/** Results of runs in the control table: `result#<run>` for each run, and `latest`. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ReconcileResult } from '../engine/index.ts';
import { checkArgument, filledText, strict } from '../options.ts';
import { dynamoDbClient } from '../tables.ts';
import { getItem, putItem } from './table.ts';

/** Maximum bytes of a stored result; an item holds at most 400 KB. */
const MAX_BYTES = 350_000;

/** Days for which a run's own item is kept, if the table's `expiresAt` is its time to live. */
const KEPT_DAYS = 90;

export interface StoredResult {
  readonly result: ReconcileResult;
  /** Number of differences that did not fit; the rules' counts include them. */
  readonly omittedDifferences: number;
}

/** The result with as many of its differences as fit. */
export function fitted(result: ReconcileResult, maxBytes = MAX_BYTES): StoredResult {
  const whole = JSON.stringify(result);
  if (Buffer.byteLength(whole) <= maxBytes) return { result, omittedDifferences: 0 };
  const bare = { ...result, differences: [] };
  let room = maxBytes - Buffer.byteLength(JSON.stringify(bare));
  const kept = [];
  for (const difference of result.differences) {
    room -= Buffer.byteLength(JSON.stringify(difference)) + 1;
    if (room < 0) break;
    kept.push(difference);
  }
  return { result: { ...result, differences: kept }, omittedDifferences: result.differences.length - kept.length };
}

/** @param isLatest whether `latest` is this result from now on */
export async function storeResult(
  client: DynamoDBClient,
  controlTable: string,
  { result, omittedDifferences }: StoredResult,
  isLatest = true,
): Promise<void> {
  const table = { client, controlTable };
  const item = {
    runId: { S: result.runId },
    outcome: { S: result.outcome },
    document: { S: JSON.stringify(result) },
    omittedDifferences: { N: String(omittedDifferences) },
    endedAt: { S: result.endedAt },
  };
  const expiresAt = { N: String(Math.floor(Date.parse(result.endedAt) / 1000) + KEPT_DAYS * 86_400) };
  await putItem(table, `result#${result.runId}`, { ...item, expiresAt });
  if (isLatest) await putItem(table, 'latest', item);
}

const resultArguments = strict({ client: dynamoDbClient, controlTable: filledText, run: filledText });

/** @param run a run's id, or `latest` */
export async function readResult(
  client: DynamoDBClient,
  controlTable: string,
  run: string,
): Promise<StoredResult | undefined> {
  checkArgument('readResult', resultArguments, { client, controlTable, run });
  const item = await getItem({ client, controlTable }, run === 'latest' ? run : `result#${run}`);
  const document = item?.['document']?.S;
  if (document === undefined) return undefined;
  return {
    result: JSON.parse(document) as ReconcileResult,
    omittedDifferences: Number(item?.['omittedDifferences']?.N ?? 0),
  };
}
