import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../core/index.ts';

/** Virtual milliseconds between sweeps. AWS deletes expired items within a few days. */
const SWEEP_EVERY_MS = 30 * 60_000;
/** Items that expired more than five years ago are not deleted, as in AWS. */
const MAX_AGE_S = 5 * 365 * 24 * 3600;

export interface ExpiringTable {
  readonly table: string;
  /** The attribute with the time of expiry, in seconds since the epoch. */
  readonly attribute: string;
  /** Names of the key's attributes. */
  readonly key: readonly string[];
}

type Item = NonNullable<ScanCommandOutput['Items']>[number];

/** Deletes an item unless its time of expiry has changed in the meantime. */
async function expire(client: DynamoDBClient, { table, attribute, key }: ExpiringTable, item: Item): Promise<void> {
  const seen = item[attribute];
  if (!seen) return;
  const entries = key.flatMap((name) => (item[name] ? [[name, item[name]] as const] : []));
  const deletion = new DeleteItemCommand({
    TableName: table,
    Key: Object.fromEntries(entries),
    ConditionExpression: '#expiry = :seen',
    ExpressionAttributeNames: { '#expiry': attribute },
    ExpressionAttributeValues: { ':seen': seen },
  });
  await client.send(deletion).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

/** Deletes the items of one table that have expired at `now`, in virtual milliseconds. */
async function sweepTable(client: DynamoDBClient, expiring: ExpiringTable, now: number): Promise<void> {
  const seconds = Math.floor(now / 1000);
  const scan = {
    TableName: expiring.table,
    FilterExpression: '#expiry BETWEEN :oldest AND :now',
    ExpressionAttributeNames: { '#expiry': expiring.attribute },
    ExpressionAttributeValues: { ':oldest': { N: String(seconds - MAX_AGE_S) }, ':now': { N: String(seconds - 1) } },
  };
  for await (const page of paginateScan({ client }, scan)) {
    for (const item of page.Items ?? []) await expire(client, expiring, item);
  }
}

/** Sweeps all tables on the virtual clock until the signal aborts. DynamoDB Local's own expiry uses real time. */
export async function sweepUntil(
  signal: AbortSignal,
  client: DynamoDBClient,
  tables: readonly ExpiringTable[],
  { clock, log }: { readonly clock: Clock; readonly log: (message: string) => void },
): Promise<void> {
  for (;;) {
    await clock.sleep(SWEEP_EVERY_MS, signal);
    for (const expiring of tables) {
      await sweepTable(client, expiring, clock.now()).catch((error: unknown) => {
        if (!signal.aborted) log(`expiry of items in ${expiring.table}: ${String(error)}`);
      });
    }
  }
}
