import * as z from 'zod/mini';
import { parseRecordText } from '../shared/change.ts';
import type { FileError } from '../shared/filing.ts';
import { fromAttributes, type Item } from '../shared/items.ts';
import type { Log } from '../shared/logger.ts';
import type { Count } from '../shared/metrics.ts';
import { parse } from '../shared/parse.ts';
import { MAX_REFILINGS, type Refile } from './refile.ts';
import { type Fetched, Notice, type StreamRange } from './stream-range.ts';

export interface UndeliveredPorts {
  readonly fetch: (range: StreamRange) => Promise<Fetched>;
  readonly errorsTable: string;
  /** Tables whose records belong to no saga: there is nothing to file, and the reconciler repairs what they leave behind. */
  readonly copyTables: readonly string[];
  readonly file: FileError;
  readonly refile: Refile;
  readonly log: Log;
  readonly count: Count;
}

const SagaItem = z.object({ correlationId: z.string(), source: z.optional(z.string()) });

/**
 * Handles one message of the on-failure queue. It throws unless every record of the range was filed or is proven to be gone,
 * so that the message stays in the queue. Records that cannot be filed, because they have expired or belong to no saga, are
 * logged as an error, which raises an alarm; the reconciler repairs what they leave behind.
 *
 * @throws MalformedInputError for a message that names no records; the queue's own dead letters keep it
 */
export async function handleNotice(body: unknown, ports: UndeliveredPorts): Promise<void> {
  const { DDBStreamBatchInfo: range } = parse(Notice, body, 'Message of the on-failure queue');
  const table = tableOf(range.streamArn);
  if (ports.copyTables.includes(table)) {
    reportLost(`records of ${table} belong to no saga`, range, ports);
    return;
  }
  const { records, whole } = await ports.fetch(range);
  for (const { dynamodb } of records) {
    await handleItem(table, fromAttributes(dynamodb?.NewImage ?? dynamodb?.OldImage ?? {}), ports);
  }
  if (!whole) reportLost('records have expired from the stream', { ...range, filed: records.length }, ports);
}

/**
 * Files the record that a dead-letter queue holds. It throws unless that succeeded, so that the message stays there.
 *
 * @param queue name of the dead-letter queue
 */
export async function handleDeadLetter(body: string, queue: string, { file }: UndeliveredPorts): Promise<void> {
  const { key } = parseRecordText(body);
  const { correlationId } = parse(SagaItem, key, `Message of ${queue}`);
  await file({
    correlationId,
    source: `undelivered#${queue}`,
    reason: `it was received too often without success and moved to ${queue}`,
  });
}

async function handleItem(table: string, item: Item, ports: UndeliveredPorts): Promise<void> {
  const parsed = z.safeParse(SagaItem, item);
  if (!parsed.success) {
    reportLost(`a record of ${table} belongs to no saga`, { item }, ports);
    return;
  }
  const { correlationId, source = '' } = parsed.data;
  if (table !== ports.errorsTable) {
    await ports.file({
      correlationId,
      source: `undelivered#${table}`,
      reason: `an event source mapping of ${table} gave up on it`,
    });
  } else if (!(await ports.refile({ correlationId, source }))) {
    reportLost(`the saga was filed again ${MAX_REFILINGS} times without success`, { correlationId, source }, ports);
  }
}

function reportLost(
  message: string,
  fields: Readonly<Record<string, unknown>>,
  { log, count }: UndeliveredPorts,
): void {
  log.error(`Undelivered: ${message}`, fields);
  count('UndeliveredLost');
}

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
const tableOf = (streamArn: string): string => streamArn.split('/')[1] ?? streamArn;
