/** The operations of all runs that wrote a row; an undo follows them from one image to the next. */
import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBClient, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { dynamoDbSdk } from '../packages.ts';
import { type LedgerEntry, readEntry } from './ledger-entries.ts';

const Name = z.object({ runId: z.string(), operationId: z.string() });

export interface OperationName {
  readonly runId: string;
  readonly operationId: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** These items have a partition key of their own, so a query for the entries of a run does not return them. */
const partitionOf = (key: string): AttributeValue => ({ S: `key#${sha256(key)}` });

/** The item that names an operation under the key of its row. */
export const nameItem = (
  key: string,
  { runId, operationId }: OperationName,
  expiresAt: AttributeValue,
): Record<string, AttributeValue> => ({
  runId: partitionOf(key),
  operationId: { S: sha256(JSON.stringify([runId, operationId])) },
  of: { S: JSON.stringify({ runId, operationId }) },
  expiresAt,
});

/** None for a damaged name: an undo then does not know of its write, and refuses to follow it. */
function namesIn(text: string): readonly OperationName[] {
  try {
    return [z.parse(Name, JSON.parse(text))];
  } catch {
    return [];
  }
}

/** Entries of all runs for rows with this key, of any view, in no particular order. */
export async function readHistory(client: DynamoDBClient, ledgerTable: string, key: string): Promise<LedgerEntry[]> {
  const { QueryCommand } = await dynamoDbSdk();
  const names: OperationName[] = [];
  let start: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const command = new QueryCommand({
      TableName: ledgerTable,
      ConsistentRead: true,
      KeyConditionExpression: 'runId = :key',
      ExpressionAttributeValues: { ':key': partitionOf(key) },
      ...(start && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await client.send(command);
    for (const { of } of Items) names.push(...namesIn(of?.S ?? ''));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  const entries: LedgerEntry[] = [];
  for (const name of names) {
    const entry = await readEntry(client, ledgerTable, name);
    if (entry?.key === key) entries.push(entry);
  }
  return entries;
}
