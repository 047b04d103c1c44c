/** The list of runs in the control table: an item for each day, so that the latest runs are found without a scan. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Outcome, ReconcileResult } from '../engine/index.ts';
import { totals } from '../metrics.ts';
import { checkArgument, filledText, strict } from '../options.ts';
import { dynamoDbSdk } from '../packages.ts';
import { dynamoDbClient } from '../tables.ts';
import { type ControlTable, getItem, itemKey } from './table.ts';

/** A run that began; without an end it is still running, or was killed. */
export interface ListedRun {
  readonly runId: string;
  /** Such as `schedule`, `run-now`, `deploy` or `command`. */
  readonly trigger: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** `failed` if the run threw an error. */
  readonly outcome?: Outcome | 'failed';
  /** Differences found, over all rules, and how many of them were repaired. */
  readonly drift?: number;
  readonly repaired?: number;
  readonly deferred?: number;
  readonly reason?: string;
  /** What `run-now` passed, to find the run that it started. */
  readonly request?: string;
}

/** Days for which the list is kept, if the table's `expiresAt` is its time to live. */
const KEPT_DAYS = 90;

const DAY_MS = 86_400_000;

const itemName = (day: string): string => `runs#${day}`;

/** The day of a run by its id, such as 20260314. */
const dayOf = ({ runId }: Pick<ListedRun, 'runId'>): string => runId.slice(0, 8);

const dayAt = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '');

const PREFIX = 'run#';

/** Lists a run, or replaces what is listed of it. */
export async function listRun({ client, controlTable: TableName }: ControlTable, run: ListedRun): Promise<void> {
  const { UpdateItemCommand } = await dynamoDbSdk();
  const expiresAt = Math.floor(Date.parse(run.startedAt) / 1000) + KEPT_DAYS * 86_400;
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: itemKey(itemName(dayOf(run))),
      UpdateExpression: 'SET #run = :run, #expiresAt = :expiresAt',
      ExpressionAttributeNames: { '#run': `${PREFIX}${run.runId}`, '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: { ':run': { S: JSON.stringify(run) }, ':expiresAt': { N: String(expiresAt) } },
    }),
  );
}

/** What the list says of a run that has ended. */
export function endedRun(begun: ListedRun, result: ReconcileResult): ListedRun {
  const { drift, repaired, deferred } = totals(result);
  const { endedAt, outcome } = result;
  return { ...begun, endedAt, outcome, drift, repaired, deferred };
}

const readArguments = strict({
  client: dynamoDbClient,
  controlTable: filledText,
  now: z.number(),
  limit: z.int().check(z.minimum(1)),
});

/** How many days are asked for at the same time. */
const DAYS_AT_ONCE = 10;

/**
 * The latest runs, the newest first.
 *
 * @param now epoch milliseconds on the system's clock
 */
export async function readRuns(
  client: DynamoDBClient,
  controlTable: string,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly ListedRun[]> {
  checkArgument('readRuns', readArguments, { client, controlTable, now, limit });
  const found: ListedRun[] = [];
  // A run that began near midnight may be a day ahead of a clock that is read elsewhere.
  for (let from = -1; from <= KEPT_DAYS && found.length < limit; from += DAYS_AT_ONCE) {
    const days = Array.from({ length: DAYS_AT_ONCE }, (_, at) => dayAt(now - (from + at) * DAY_MS));
    const runs = await Promise.all(days.map((day) => runsOf({ client, controlTable }, day)));
    found.push(...runs.flat());
  }
  return found.sort((one, other) => (one.runId < other.runId ? 1 : -1)).slice(0, limit);
}

async function runsOf(table: ControlTable, day: string): Promise<ListedRun[]> {
  const item = (await getItem(table, itemName(day))) ?? {};
  return Object.entries(item).flatMap(([name, { S: text = '' }]) =>
    name.startsWith(PREFIX) ? [JSON.parse(text) as ListedRun] : [],
  );
}
