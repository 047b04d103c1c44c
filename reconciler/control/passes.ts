/** When rules with a cadence were looked at, in one item of the control table. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Passes } from '../rules/index.ts';

interface PassesTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

const Key = { name: { S: 'passes' } };

const Document = z.record(z.string(), z.object({ full: z.number(), latest: z.number() }));

/** By the name of the rule. */
export async function readPasses({ client, controlTable }: PassesTable): Promise<ReadonlyMap<string, Passes>> {
  const { Item } = await client.send(new GetItemCommand({ TableName: controlTable, Key, ConsistentRead: true }));
  return new Map(Object.entries(z.parse(Document, JSON.parse(Item?.['document']?.S ?? '{}'))));
}

/** Written under the lease alone, and so by one run at a time. */
export async function storePasses(
  { client, controlTable }: PassesTable,
  passes: ReadonlyMap<string, Passes>,
): Promise<void> {
  const document = JSON.stringify(Object.fromEntries(passes));
  await client.send(new PutItemCommand({ TableName: controlTable, Item: { ...Key, document: { S: document } } }));
}
