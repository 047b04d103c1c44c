import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { JsonClient } from '../core/json-client.ts';
import { readShard, type StartingPosition } from './shard-reader.ts';
import type { RawRecord } from './stream-record.ts';

const streamReply = z.object({
  StreamDescription: z.object({
    Shards: z.array(
      z.object({
        ShardId: z.string(),
        ParentShardId: z.string().optional(),
        SequenceNumberRange: z.object({ EndingSequenceNumber: z.string().optional() }),
      }),
    ),
    LastEvaluatedShardId: z.string().nullish(),
  }),
});

/** @internal */
export type Shard = z.output<typeof streamReply>['StreamDescription']['Shards'][number];

/** Real milliseconds between attempts to list the shards, e.g. to find the child of a closed one. */
const DESCRIBE_INTERVAL = 1000;

interface StreamSource {
  readonly client: JsonClient;
  readonly streamArn: string;
  readonly start: StartingPosition;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  readonly admit?: (shardId: string) => void;
  readonly polled?: (records: number) => Promise<void>;
}

async function listShards({ client, streamArn: StreamArn, signal }: StreamSource): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let from: string | null | undefined;
  do {
    const body = { StreamArn, ...(typeof from === 'string' && { ExclusiveStartShardId: from }) };
    const reply = await client.call('DynamoDBStreams_20120810.DescribeStream', body, signal);
    const { Shards, LastEvaluatedShardId } = streamReply.parse(reply).StreamDescription;
    shards.push(...Shards);
    from = LastEvaluatedShardId;
  } while (typeof from === 'string');
  return shards;
}

/**
 * The next unread shard whose parent has been read or no longer exists.
 *
 * @internal
 */
export function nextShard(shards: readonly Shard[], done: ReadonlySet<string>): Shard | undefined {
  const known = new Set(shards.map(({ ShardId }) => ShardId));
  const isReady = ({ ParentShardId: parent }: Shard): boolean =>
    parent === undefined || done.has(parent) || !known.has(parent);
  return shards.find((shard) => !done.has(shard.ShardId) && isReady(shard));
}

/**
 * The pages of a stream from its starting position on, with parent shards before their children. Shards are read one
 * after the other, because DynamoDB Local has one open shard per stream.
 */
export async function* readStream(
  source: StreamSource,
): AsyncGenerator<{ readonly shardId: string; readonly records: readonly RawRecord[] }> {
  const { streamArn, start, signal, log } = source;
  const done = new Set<string>();
  let isFirst = true;
  for (;;) {
    const shards = await listShards(source).catch((error: unknown) => {
      signal.throwIfAborted();
      log(`describing ${streamArn}: ${String(error)}`);
      return undefined;
    });
    if (!shards) {
      await wait(DESCRIBE_INTERVAL, undefined, { signal });
      continue;
    }
    if (isFirst && start === 'LATEST') {
      for (const { ShardId, SequenceNumberRange } of shards) {
        if (SequenceNumberRange.EndingSequenceNumber !== undefined) done.add(ShardId);
      }
    }
    const shard = nextShard(shards, done);
    if (!shard) {
      await wait(DESCRIBE_INTERVAL, undefined, { signal });
      continue;
    }
    const { ShardId: shardId } = shard;
    const from = isFirst ? start : 'TRIM_HORIZON';
    isFirst = false;
    for await (const records of readShard({ ...source, shardId, start: from })) yield { shardId, records };
    done.add(shardId);
  }
}
