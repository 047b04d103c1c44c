import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { type JsonClient, ServiceError } from '../core/json-client.ts';
import { type RawRecord, rawRecord } from './stream-record.ts';

export type StartingPosition = 'TRIM_HORIZON' | 'LATEST';

/** Real milliseconds between polls of a shard that has nothing more to give. */
const POLL_INTERVAL = 250;

/** Real milliseconds to wait after an answer that was no answer. */
const TROUBLE_INTERVAL = 1000;

/** Records a page at most; GetRecords' own limit. */
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
  /** Told how many records each poll gave. */
  readonly polled?: (records: number) => Promise<void>;
}

const isAfter = (sequence: string, last: string | undefined): boolean =>
  last === undefined || BigInt(sequence) > BigInt(last);

/** Where to take an iterator: after what was read, or as asked; `trimmed` when the shard lost that place. */
const position = (start: StartingPosition, last: string | undefined, trimmed: boolean): Record<string, string> => {
  if (trimmed) return { ShardIteratorType: 'TRIM_HORIZON' };
  return last === undefined
    ? { ShardIteratorType: start }
    : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
};

/**
 * The pages of a shard, in order and each record once, until the shard is closed and read to its end. An iterator that
 * expired is taken again after the last record read; one that the stream calls trimmed, as DynamoDB Local does when it
 * was taken on an empty shard, from the shard's beginning.
 */
export async function* readShard(source: ShardSource): AsyncGenerator<readonly RawRecord[]> {
  const { client, streamArn: StreamArn, shardId: ShardId, start, signal, log, polled } = source;
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
      trimmed = code === 'TrimmedDataAccessException';
      iterator = undefined;
      if (code === 'ExpiredIteratorException' || trimmed) continue;
      log(`reading ${StreamArn}: ${String(error)}`);
      await wait(TROUBLE_INTERVAL, undefined, { signal });
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
