import * as z from 'zod/mini';
import type { FileError } from '../shared/filing.ts';
import { fromAttributes, type Item } from '../shared/items.ts';
import type { Log } from '../shared/logger.ts';
import type { Count } from '../shared/metrics.ts';
import { type Refile, REFILINGS } from './refile.ts';
import { type fetchRange, Notice, type StreamRange } from './stream-range.ts';

export interface UndeliveredPorts {
  readonly fetch: (range: StreamRange) => ReturnType<typeof fetchRange>;
  readonly errorsTable: string;
  readonly file: FileError;
  readonly refile: Refile;
  readonly log: Log;
  readonly count: Count;
}

const About = z.object({ correlationId: z.string(), source: z.optional(z.string()) });

/**
 * Handles one notice of the on-failure queue. What cannot be filed, because the records are gone or belong to no
 * saga, is logged as an error, which alarms; the reconciler covers it.
 */
export async function handleNotice(body: unknown, ports: UndeliveredPorts): Promise<void> {
  const notice = z.safeParse(Notice, body);
  if (!notice.success) {
    lost('It tells of no stream records', {}, ports);
    return;
  }
  const range = notice.data.DDBStreamBatchInfo;
  const table = tableOf(range.streamArn);
  const records = await ports.fetch(range);
  if (records === undefined || records.length === 0) {
    lost('The records have left the stream', range, ports);
    return;
  }
  for (const { dynamodb } of records) {
    await handleItem(table, fromAttributes(dynamodb?.NewImage ?? dynamodb?.OldImage ?? {}), ports);
  }
}

async function handleItem(table: string, item: Item, ports: UndeliveredPorts): Promise<void> {
  const about = z.safeParse(About, item);
  if (!about.success) {
    lost(`A record of ${table} belongs to no saga`, { item }, ports);
    return;
  }
  const { correlationId, source = '' } = about.data;
  if (table !== ports.errorsTable) {
    await ports.file({ correlationId, source: `undelivered#${table}`, reason: `a mapping of ${table} gave it up` });
  } else if (!(await ports.refile({ correlationId, source }))) {
    lost(`The saga was filed again ${REFILINGS} times in vain`, { correlationId, source }, ports);
  }
}

function lost(message: string, fields: Readonly<Record<string, unknown>>, { log, count }: UndeliveredPorts): void {
  log.error(`Undelivered: ${message}`, fields);
  count('UndeliveredLost');
}

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
const tableOf = (streamArn: string): string => streamArn.split('/')[1] ?? streamArn;
