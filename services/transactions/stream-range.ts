/** Fetches from a stream the records that an event source mapping gave up on. */
import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod/mini';

export const Notice = z.object({
  DDBStreamBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
  }),
});

export type StreamRange = z.output<typeof Notice>['DDBStreamBatchInfo'];

/** Undefined if the records have expired: a stream keeps them for a day. */
export async function fetchRange(client: DynamoDBStreamsClient, range: StreamRange): Promise<_Record[] | undefined> {
  try {
    return await readRange(client, range);
  } catch (error) {
    if (error instanceof Error && EXPIRED.has(error.name)) return undefined;
    throw error;
  }
}

const EXPIRED = new Set(['TrimmedDataAccessException', 'ResourceNotFoundException']);

async function readRange(client: DynamoDBStreamsClient, range: StreamRange): Promise<_Record[]> {
  const { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: SequenceNumber } = range;
  const start = { StreamArn, ShardId, SequenceNumber, ShardIteratorType: 'AT_SEQUENCE_NUMBER' } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(start));
  const end = BigInt(range.endSequenceNumber);
  const found: _Record[] = [];
  while (iterator !== undefined) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    const inRange = Records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? '0') <= end);
    found.push(...inRange);
    const last = Records.at(-1)?.dynamodb?.SequenceNumber;
    if (inRange.length < Records.length || last === undefined || BigInt(last) >= end) break;
    iterator = NextShardIterator;
  }
  return found;
}
