/** Batches of records, as DynamoDB streams, Kinesis and SQS bring them to a function. */

/** The part of a record that says where it comes from and how a batch response names it. */
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

/** Whether the handler names the records that failed, each for itself. */
export function isBatchResponse(answer: unknown): answer is BatchResponse {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'batchItemFailures' in answer &&
    Array.isArray(answer.batchItemFailures)
  );
}

/** What a batch response calls the record; undefined where its source takes no partial responses. */
export function identifierOf(record: unknown): string | undefined {
  const { dynamodb, kinesis, messageId } = record as BatchRecord;
  return dynamodb?.SequenceNumber ?? kinesis?.sequenceNumber ?? messageId;
}

/** Whether the batch's records have an order that a failure must not break: streams, and queues that are FIFO. */
export function isOrdered({ Records: [first] }: Batch): boolean {
  const { eventSource, eventSourceARN } = (first ?? {}) as BatchRecord;
  return eventSource !== 'aws:sqs' || eventSourceARN?.endsWith('.fifo') === true;
}

/** Consecutive records that share whether faults hit them: those that are not hit stay together. */
export function partsOf<Item extends { readonly aimed: readonly unknown[] }>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last !== undefined && item.aimed.length === 0 && last[0]?.aimed.length === 0) last.push(item);
    else parts.push([item]);
  }
  return parts;
}
