/** The ledger of repairs in DynamoDB: an intent with its pre-image before the write, a conclusion after it. */
import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type Conclusion, type Intent, type Ledger, LeaseLostError } from '../engine/index.ts';
import { LEASE } from './lease.ts';

export interface LedgerOptions {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
  readonly runId: string;
  /** Of the lease under which the run writes. */
  readonly fence: string;
}

export function openLedger(options: LedgerOptions): Ledger {
  const { client, ledgerTable, runId } = options;
  return {
    async intend(intent) {
      const command = new TransactWriteItemsCommand({
        TransactItems: [fenceHolds(options), { Put: { TableName: ledgerTable, Item: itemOf(runId, intent) } }],
      });
      try {
        await client.send(command);
      } catch (error) {
        if (isFenceBroken(error)) throw new LeaseLostError(runId);
        throw error;
      }
    },
    async conclude(operationId, conclusion, at) {
      const set = concluded(conclusion, at);
      const names = Object.keys(set);
      await client.send(
        new UpdateItemCommand({
          TableName: ledgerTable,
          Key: { runId: { S: runId }, operationId: { S: operationId } },
          UpdateExpression: `SET ${names.map((_name, index) => `#n${index} = :v${index}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            Object.values(set).map((value, index) => [`:v${index}`, value]),
          ),
        }),
      );
    },
  };
}

const fenceHolds = ({ controlTable, runId, fence }: LedgerOptions) => ({
  ConditionCheck: {
    TableName: controlTable,
    Key: { name: { S: LEASE } },
    ConditionExpression: '#holder = :me AND #fence = :fence',
    ExpressionAttributeNames: { '#holder': 'holder', '#fence': 'fence' },
    ExpressionAttributeValues: { ':me': { S: runId }, ':fence': { N: fence } },
  },
});

const isFenceBroken = (error: unknown): boolean =>
  error instanceof TransactionCanceledException && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';

const nullable = (text: string | null): AttributeValue => (text === null ? { NULL: true } : { S: text });

function itemOf(
  runId: string,
  { operationId, rule, key, action, preImage, at }: Intent,
): Record<string, AttributeValue> {
  return {
    runId: { S: runId },
    operationId: { S: operationId },
    rule: { S: rule },
    key: { S: key },
    action: { S: JSON.stringify(action) },
    preImage: nullable(preImage),
    status: { S: 'intended' },
    intendedAt: { S: at.toISOString() },
  };
}

function concluded(conclusion: Conclusion, at: Date): Record<string, AttributeValue> {
  const time = { concludedAt: { S: at.toISOString() }, status: { S: conclusion.status } };
  return conclusion.status === 'done'
    ? { ...time, postImage: nullable(conclusion.postImage) }
    : { ...time, reason: { S: conclusion.reason } };
}

const Entry = z.object({
  runId: z.string(),
  operationId: z.string(),
  rule: z.string(),
  key: z.string(),
  action: z.pipe(
    z.pipe(
      z.string(),
      z.transform((text): unknown => JSON.parse(text)),
    ),
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('write'),
        view: z.string(),
        write: z.enum(['create', 'update', 'delete', 'restore']),
      }),
      z.object({ kind: z.literal('call'), owner: z.string(), compensation: z.string() }),
    ]),
  ),
  preImage: z.nullable(z.string()),
  /** `intended` is what a killed run leaves behind: it may or may not have been done. */
  status: z.enum(['intended', 'done', 'refused', 'failed']),
  postImage: z.optional(z.nullable(z.string())),
  reason: z.optional(z.string()),
  intendedAt: z.string(),
  concludedAt: z.optional(z.string()),
});

/** One repair as the ledger tells it. */
export type LedgerEntry = z.output<typeof Entry>;

/** A run's repairs, in the order in which they were intended. */
export async function readLedger(client: DynamoDBClient, ledgerTable: string, runId: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const query = {
    TableName: ledgerTable,
    ConsistentRead: true,
    KeyConditionExpression: 'runId = :run',
    ExpressionAttributeValues: { ':run': { S: runId } },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    entries.push(...Items.map((item) => z.parse(Entry, unmarshall(item))));
  }
  return entries.sort((one, other) => (one.intendedAt < other.intendedAt ? -1 : 1));
}
