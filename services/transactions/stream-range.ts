/** Fetches from a stream the records that an event source mapping gave up on. */
import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod/mini';
import { UnreadRangeError } from '../shared/errors.ts';

export const Notice = z.object({
  DDBStreamBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
  }),
});

export type StreamRange = z.output<typeof Notice>['DDBStreamBatchInfo'];

/** What a stream still holds of a range. */
export interface Fetched {
  readonly records: readonly _Record[];
  /** False if records of the range are proven to be gone: the stream keeps them for a day. */
  readonly whole: boolean;
}

/** Real time, for the waits between reads. */
export interface Pace {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** A page of a stream may be empty although records follow. A shard can be read five times a second, by all its readers. */
const AFTER_EMPTY_PAGE_MS = 500;
/** Ends before the function's own timeout, so that the message is received again. */
const BUDGET_MS = 45_000;

/**
 * Reads a range to its end sequence number, however many empty pages lie before it.
 *
 * @throws UnreadRangeError if it was not reached in time, which proves nothing about the records
 */
export async function fetchRange(client: DynamoDBStreamsClient, range: StreamRange, pace: Pace): Promise<Fetched> {
  try {
    return { records: await readFrom(client, range, 'AT_SEQUENCE_NUMBER', pace), whole: true };
  } catch (error) {
    if (!isNamed(error, ...GONE)) throw error;
  }
  // The beginning of the range has been trimmed; its end may not have been.
  try {
    return { records: await readFrom(client, range, 'TRIM_HORIZON', pace), whole: false };
  } catch (error) {
    if (!isNamed(error, ...GONE)) throw error;
    return { records: [], whole: false };
  }
}

/** The record, or the whole stream, is no longer there. */
const GONE = ['TrimmedDataAccessException', 'ResourceNotFoundException'];

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

async function readFrom(
  client: DynamoDBStreamsClient,
  { streamArn: StreamArn, shardId: ShardId, ...range }: StreamRange,
  ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'TRIM_HORIZON',
  pace: Pace,
): Promise<_Record[]> {
  const [start, end] = [BigInt(range.startSequenceNumber), BigInt(range.endSequenceNumber)];
  const from = ShardIteratorType === 'TRIM_HORIZON' ? {} : { SequenceNumber: range.startSequenceNumber };
  let { ShardIterator: iterator } = await client.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, ...from }),
  );
  const deadline = pace.now() + BUDGET_MS;
  const found: _Record[] = [];
  // A closed shard ends without another iterator: then everything that it holds has been read.
  while (iterator !== undefined) {
    if (pace.now() > deadline) throw new UnreadRangeError(range.endSequenceNumber, ShardId);
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    const numbers = Records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? '0'));
    found.push(...Records.filter((_record, at) => isBetween(numbers[at], start, end)));
    if (numbers.some((number) => number >= end)) break;
    iterator = NextShardIterator;
    if (Records.length === 0 && iterator !== undefined) await pace.sleep(AFTER_EMPTY_PAGE_MS);
  }
  return found;
}

const isBetween = (number: bigint | undefined, start: bigint, end: bigint): boolean =>
  number !== undefined && number >= start && number <= end;
