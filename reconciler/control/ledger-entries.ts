/** Reads the ledger: for an undo, for the run after a killed one, or for a person. */
import type { AttributeValue, DynamoDBClient, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { checkArgument, filledText, strict } from '../options.ts';
import { dynamoDbSdk } from '../packages.ts';
import { dynamoDbClient } from '../tables.ts';
import { type LongTextTable, readText } from './long-text.ts';

const json = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text): unknown => JSON.parse(text)),
    ),
    schema,
  );

const Operation = z.object({ runId: z.string(), operationId: z.string() });

const Entry = z.object({
  runId: z.string(),
  operationId: z.string(),
  rule: z.string(),
  key: z.string(),
  action: json(
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
  /** For a call: which side the image was taken from. */
  imageSide: z.optional(z.enum(['left', 'right'])),
  planned: z.optional(
    json(
      z.object({
        fields: z.optional(z.record(z.string(), z.string())),
        image: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
  /** A killed run leaves `intended`; the next run replaces it. */
  status: z.enum(['intended', 'done', 'refused', 'failed', 'not-done', 'unknown']),
  postImage: z.optional(z.nullable(z.string())),
  reason: z.optional(z.string()),
  sequence: z.optional(z.number()),
  intendedAt: z.string(),
  concludedAt: z.optional(z.string()),
  /** The repair that this operation undoes. */
  undoes: z.optional(json(Operation)),
  /** The run that undid this repair. */
  undoneBy: z.optional(z.string()),
});

/** One repair as the ledger holds it. */
export type LedgerEntry = z.output<typeof Entry>;

const ledgerArguments = strict({ client: dynamoDbClient, ledgerTable: filledText, runId: filledText });

/** A run's repairs, in the order in which they were intended. */
export async function readLedger(client: DynamoDBClient, ledgerTable: string, runId: string): Promise<LedgerEntry[]> {
  checkArgument('readLedger', ledgerArguments, { client, ledgerTable, runId });
  const entries: LedgerEntry[] = [];
  const query = {
    TableName: ledgerTable,
    ConsistentRead: true,
    KeyConditionExpression: 'runId = :run',
    ExpressionAttributeValues: { ':run': { S: runId } },
  };
  const { QueryCommand } = await dynamoDbSdk();
  let start: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const command = new QueryCommand({ ...query, ...(start && { ExclusiveStartKey: start }) });
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await client.send(command);
    for (const item of Items) entries.push(z.parse(Entry, await plain({ client, ledgerTable }, item)));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return entries.sort((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0) || order(one, other));
}

/** One entry; undefined if it has expired. */
export async function readEntry(
  client: DynamoDBClient,
  ledgerTable: string,
  { runId, operationId }: Pick<LedgerEntry, 'runId' | 'operationId'>,
): Promise<LedgerEntry | undefined> {
  const { QueryCommand } = await dynamoDbSdk();
  const command = new QueryCommand({
    TableName: ledgerTable,
    ConsistentRead: true,
    KeyConditionExpression: 'runId = :run AND operationId = :operation',
    ExpressionAttributeValues: { ':run': { S: runId }, ':operation': { S: operationId } },
  });
  const [item] = (await client.send(command)).Items ?? [];
  return item && z.parse(Entry, await plain({ client, ledgerTable }, item));
}

async function plain(
  table: LongTextTable,
  item: Readonly<Record<string, AttributeValue>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { runId, operationId } = item;
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const of = { runId: runId?.S ?? '', operationId: operationId?.S ?? '', name };
    if (value.NULL === true) members[name] = null;
    else members[name] = value.N === undefined ? await readText(table, of, value) : Number(value.N);
  }
  return members;
}

const order = (one: LedgerEntry, other: LedgerEntry): number => (one.intendedAt < other.intendedAt ? -1 : 1);
