/** Batches of records, as DynamoDB streams, Kinesis and SQS deliver them to a function. */

/** The parts of a record that name its source and identify it in a batch response. */
interface BatchRecord {
  readonly eventSource?: string;
  readonly eventSourceARN?: string;
  readonly messageId?: string;
  readonly attributes?: { readonly MessageGroupId?: string };
  readonly dynamodb?: { readonly SequenceNumber?: string };
  readonly kinesis?: { readonly sequenceNumber?: string };
}

export interface Batch {
  readonly Records: readonly unknown[];
}

export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export function isBatch(event: unknown): event is Batch {
  return typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);
}

/** Whether the handler's answer lists the records that failed. */
export function isBatchResponse(answer: unknown): answer is BatchResponse {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'batchItemFailures' in answer &&
    Array.isArray(answer.batchItemFailures)
  );
}

/** The record's identifier in a batch response; undefined if its source accepts no partial responses. */
export function identifierOf(record: unknown): string | undefined {
  const { dynamodb, kinesis, messageId } = record as BatchRecord;
  return dynamodb?.SequenceNumber ?? kinesis?.sequenceNumber ?? messageId;
}

/** What a record must not overtake in a stream. */
const STREAM = 'stream';

/**
 * The lane in which a record must keep its place: a failure stops the rest of its lane. All records of a stream are in
 * one, those of a FIFO queue in one for each group, and those of a standard queue in none.
 */
export function laneOf(record: unknown): string | undefined {
  const { eventSource, eventSourceARN, attributes } = (record ?? {}) as BatchRecord;
  if (eventSource !== 'aws:sqs') return STREAM;
  return eventSourceARN?.endsWith('.fifo') === true ? `group ${attributes?.MessageGroupId ?? ''}` : undefined;
}

/**
 * The order in which to pass records on. In a FIFO queue, the groups that no fault hits come first: what a fault does
 * to one group would otherwise reach the others of the batch.
 */
export function inServingOrder<Item extends { readonly record: unknown; readonly aimed: readonly unknown[] }>(
  items: readonly Item[],
): readonly Item[] {
  const hit = new Set(items.flatMap(({ record, aimed }) => (aimed.length > 0 ? (laneOf(record) ?? []) : [])));
  const rank = ({ record }: Item): number => Number(hit.has(laneOf(record) ?? ''));
  return items.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Splits a batch: consecutive records that no fault hits stay together, and each record that is hit becomes a part of
 * its own.
 */
export function partsOf<Item extends { readonly aimed: readonly unknown[] }>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last !== undefined && item.aimed.length === 0 && last[0]?.aimed.length === 0) last.push(item);
    else parts.push([item]);
  }
  return parts;
}
