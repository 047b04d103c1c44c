/** Reads the ledger: for an undo, for the run after a killed one, or for a person. */
import type { AttributeValue, DynamoDBClient, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { ReconcilerError } from '../engine/index.ts';
import { checkArgument, filledText, strict } from '../options.ts';
import { dynamoDbSdk } from '../packages.ts';
import { dynamoDbClient } from '../tables.ts';
import { type LongTextTable, MissingPartError, readText } from './long-text.ts';

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

/** An entry that is not as evenkeel wrote it. */
export interface DamagedEntry {
  readonly runId: string;
  readonly operationId: string;
  readonly damage: string;
}

class DamagedLedgerError extends ReconcilerError {
  constructor({ runId, operationId, damage }: DamagedEntry) {
    super(`The ledger's entry ${operationId} of the run ${runId} ${damage}. All other entries can still be undone.`);
  }
}

/**
 * A run's repairs, in the order in which they were intended.
 *
 * @throws ReconcilerError if an entry is damaged
 */
export async function readLedger(client: DynamoDBClient, ledgerTable: string, runId: string): Promise<LedgerEntry[]> {
  const { entries, damaged } = await readEntries(client, ledgerTable, runId);
  if (damaged[0] !== undefined) throw new DamagedLedgerError(damaged[0]);
  return entries;
}

/** A run's repairs, in the order in which they were intended, and those that cannot be read. */
export async function readEntries(
  client: DynamoDBClient,
  ledgerTable: string,
  runId: string,
): Promise<{ readonly entries: LedgerEntry[]; readonly damaged: readonly DamagedEntry[] }> {
  checkArgument('readLedger', ledgerArguments, { client, ledgerTable, runId });
  const entries: LedgerEntry[] = [];
  const damaged: DamagedEntry[] = [];
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
    for (const item of Items) {
      const entry = await entryOf({ client, ledgerTable }, item);
      if ('damage' in entry) damaged.push(entry);
      else entries.push(entry);
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
  entries.sort((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0) || order(one, other));
  return { entries, damaged };
}

async function entryOf(
  table: LongTextTable,
  item: Readonly<Record<string, AttributeValue>>,
): Promise<LedgerEntry | DamagedEntry> {
  const damaged = (damage: string): DamagedEntry => ({
    runId: item['runId']?.S ?? '',
    operationId: item['operationId']?.S ?? '',
    damage,
  });
  let members: Readonly<Record<string, unknown>>;
  try {
    members = await plain(table, item);
  } catch (error) {
    if (error instanceof MissingPartError) return damaged(`is incomplete: ${error.message}`);
    throw error;
  }
  try {
    const { success, data, error } = z.safeParse(Entry, members);
    if (success) return data;
    const places = [...new Set(error.issues.map(({ path }) => String(path[0])))];
    return damaged(`is damaged in ${places.join(', ')}`);
  } catch (error) {
    // One of its documents is no JSON.
    if (error instanceof SyntaxError) return damaged('is damaged in a document');
    throw error;
  }
}

/** One entry; undefined if it has expired or is damaged. */
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
  const entry = item && (await entryOf({ client, ledgerTable }, item));
  return entry === undefined || 'damage' in entry ? undefined : entry;
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
