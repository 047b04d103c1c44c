import { createHash } from 'node:crypto';
import * as z from 'zod';

const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A record as GetRecords returns it. DynamoDB Local omits the stream's ARN and uses its own name for the region. */
export const rawRecord = z.looseObject({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.looseObject({ Keys: attributes, SequenceNumber: z.string() }),
});

export type RawRecord = z.output<typeof rawRecord>;

/** A record on its way to a function. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** The record as the function receives it, in JSON. */
  readonly json: string;
  readonly bytes: number;
  /** Identifies the item; equal for all records of the same item. */
  readonly itemKey: string;
  /** When it was first seen, in virtual milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** The same moment on the machine's monotonic clock, in real milliseconds. */
  readonly seenAt: number;
}

/** Prefix of the keys of items that are only written to prime a table's stream. */
const PRIMING_PREFIX = '__prime__';

/** Whether the record belongs to a priming item, which no function may see. */
export const isPriming = ({ dynamodb }: RawRecord): boolean =>
  Object.values(dynamodb.Keys).some(({ S }) => typeof S === 'string' && S.startsWith(PRIMING_PREFIX));

const itemKey = (keys: RawRecord['dynamodb']['Keys']): string =>
  JSON.stringify(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The event that a function receives: the record with the virtual time of arrival and what DynamoDB Local omits. */
export const completeEvent = (
  raw: RawRecord,
  { streamArn, region, arrivedAt }: { readonly streamArn: string; readonly region: string; readonly arrivedAt: number },
): Record<string, unknown> => ({
  ...raw,
  awsRegion: region,
  eventSourceARN: streamArn,
  dynamodb: { ...raw.dynamodb, ApproximateCreationDateTime: Math.floor(arrivedAt / 1000) },
});

/** An event, with what its delivery needs to know. */
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

/** The lane that delivers an item's records; always the same one for an item. */
export const laneOf = (key: string, lanes: number): number =>
  lanes === 1 ? 0 : createHash('sha1').update(key).digest().readUInt32BE(0) % lanes;
