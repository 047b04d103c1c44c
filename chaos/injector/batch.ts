/** Batches of records, as DynamoDB streams, Kinesis and SQS deliver them to a function. */

/** The parts of a record that name its source and identify it in a batch response. */
interface BatchRecord {
  readonly eventSource?: string;
  readonly eventSourceARN?: string;
  readonly messageId?: string;
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

/** Whether the records have an order that a failure must not break: those of streams and of FIFO queues. */
export function isOrdered({ Records: [first] }: Batch): boolean {
  const { eventSource, eventSourceARN } = (first ?? {}) as BatchRecord;
  return eventSource !== 'aws:sqs' || eventSourceARN?.endsWith('.fifo') === true;
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
