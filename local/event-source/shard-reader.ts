import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { type JsonClient, ServiceError } from '../core/json-client.ts';
import { type RawRecord, rawRecord } from './stream-record.ts';

export type StartingPosition = 'TRIM_HORIZON' | 'LATEST';

/** Real milliseconds between polls of a shard that has no more records. */
const POLL_INTERVAL = 250;

/** Real milliseconds to wait after a failed poll. */
const RETRY_INTERVAL = 1000;

/** The error of a shard that too many processes read. The iterator remains valid. */
const THROTTLED = 'ProvisionedThroughputExceededException';

/** Maximum number of records per page, which is the limit of GetRecords. */
const PAGE = 1000;

const iteratorReply = z.object({ ShardIterator: z.string() });

const recordsReply = z.object({ Records: z.array(rawRecord), NextShardIterator: z.string().nullish() });

interface ShardSource {
  readonly client: JsonClient;
  readonly streamArn: string;
  readonly shardId: string;
  readonly start: StartingPosition;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** Called before each poll. What it throws counts as the poll's failure. */
  readonly admit?: (shardId: string) => void;
  /** Called after each poll with the number of new records. */
  readonly polled?: (records: number) => Promise<void>;
}

const isAfter = (sequence: string, last: string | undefined): boolean =>
  last === undefined || BigInt(sequence) > BigInt(last);

/**
 * The position for a new iterator: after the last record read, or the starting position; if the shard has trimmed that
 * position, its beginning.
 */
const position = (start: StartingPosition, last: string | undefined, trimmed: boolean): Record<string, string> => {
  if (trimmed) return { ShardIteratorType: 'TRIM_HORIZON' };
  return last === undefined
    ? { ShardIteratorType: start }
    : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
};

/**
 * The pages of a shard, with each record once and in order, until the shard is closed and read to its end. An expired
 * iterator is replaced by one after the last record read. One whose position is trimmed is replaced by one at the shard's
 * beginning; DynamoDB Local reports this for an iterator that was taken on an empty shard.
 */
export async function* readShard(source: ShardSource): AsyncGenerator<readonly RawRecord[]> {
  const { client, streamArn: StreamArn, shardId: ShardId, start, signal, log, polled, admit } = source;
  let last: string | undefined;
  let trimmed = false;
  let iterator: string | null | undefined;
  const poll = async () => {
    if (iterator === undefined || iterator === null) {
      const at = position(start, last, trimmed);
      const reply = await client.call(
        'DynamoDBStreams_20120810.GetShardIterator',
        { StreamArn, ShardId, ...at },
        signal,
      );
      iterator = iteratorReply.parse(reply).ShardIterator;
    }
    admit?.(ShardId);
    const body = { ShardIterator: iterator, Limit: PAGE };
    return recordsReply.parse(await client.call('DynamoDBStreams_20120810.GetRecords', body, signal));
  };

  for (;;) {
    let page: z.output<typeof recordsReply>;
    try {
      page = await poll();
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof ServiceError ? error.code : undefined;
      if (code === THROTTLED) {
        await wait(RETRY_INTERVAL, undefined, { signal });
        continue;
      }
      trimmed = code === 'TrimmedDataAccessException';
      iterator = undefined;
      if (code === 'ExpiredIteratorException' || trimmed) continue;
      log(`reading ${StreamArn}: ${String(error)}`);
      await wait(RETRY_INTERVAL, undefined, { signal });
      continue;
    }
    trimmed = false;
    const fresh = page.Records.filter(({ dynamodb }) => isAfter(dynamodb.SequenceNumber, last));
    last = fresh.at(-1)?.dynamodb.SequenceNumber ?? last;
    await polled?.(fresh.length);
    if (fresh.length > 0) yield fresh;
    iterator = page.NextShardIterator;
    if (iterator === undefined || iterator === null) return;
    if (page.Records.length < PAGE) await wait(POLL_INTERVAL, undefined, { signal });
  }
}
