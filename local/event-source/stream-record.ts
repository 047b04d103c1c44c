import { createHash } from 'node:crypto';
import * as z from 'zod';

const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A record as GetRecords gives it; DynamoDB Local leaves out the stream and tells a region of its own. */
export const rawRecord = z.looseObject({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.looseObject({ Keys: attributes, SequenceNumber: z.string() }),
});

export type RawRecord = z.output<typeof rawRecord>;

/** A record on its way to a function. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** The record as the function gets it, JSON. */
  readonly json: string;
  readonly bytes: number;
  /** Which item it is about, the same text for the same item. */
  readonly itemKey: string;
  /** When it was first seen: virtual milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** The same moment on the machine's monotonic clock, real milliseconds. */
  readonly seenAt: number;
}

/** Start of the key values of items that were only written to prime a table's stream. */
const PRIMING_PREFIX = '__prime__';

/** Whether the record is of an item that only primed the stream, which no function shall see. */
export const isPriming = ({ dynamodb }: RawRecord): boolean =>
  Object.values(dynamodb.Keys).some(({ S }) => typeof S === 'string' && S.startsWith(PRIMING_PREFIX));

const itemKey = (keys: RawRecord['dynamodb']['Keys']): string =>
  JSON.stringify(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The event a function gets, with what DynamoDB Local leaves out and the virtual time of arrival. */
export const completeEvent = (
  raw: RawRecord,
  { streamArn, region, arrivedAt }: { readonly streamArn: string; readonly region: string; readonly arrivedAt: number },
): Record<string, unknown> => ({
  ...raw,
  awsRegion: region,
  eventSourceARN: streamArn,
  dynamodb: { ...raw.dynamodb, ApproximateCreationDateTime: Math.floor(arrivedAt / 1000) },
});

export function streamRecord(
  raw: RawRecord,
  event: Record<string, unknown>,
  seen: { readonly shardId: string; readonly arrivedAt: number; readonly seenAt: number },
): StreamRecord {
  const json = JSON.stringify(event);
  return {
    ...seen,
    sequenceNumber: raw.dynamodb.SequenceNumber,
    json,
    bytes: Buffer.byteLength(json),
    itemKey: itemKey(raw.dynamodb.Keys),
  };
}

/** Which of `lanes` an item's records go through, always the same. */
export const laneOf = (key: string, lanes: number): number =>
  lanes === 1 ? 0 : createHash('sha1').update(key).digest().readUInt32BE(0) % lanes;
