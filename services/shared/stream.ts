/**
 * Adapts DynamoDB stream batches to a function of one change. Records of one correlation id are handled in order, those
 * of different ids concurrently. A record fails alone (partial batch response), and later records of the same id wait
 * for it. Lambda redelivers everything after the first failure, so `handle` must be idempotent.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { type Change, isRepair, parseChange } from './change.ts';
import { type FailurePolicy, handleFailure } from './failures.ts';
import type { StreamHandler } from './handlers.ts';
import type { Log } from './logger.ts';

export interface StreamConsumer {
  /** `<service>#<step>`, under which a failure of this change is counted and filed. */
  readonly source: (change: Change) => string;
  readonly handle: (change: Change) => Promise<void>;
  readonly log: Log;
  /** Absent if the records belong to no saga: then the mapping's own retry limits apply. */
  readonly failures?: FailurePolicy;
  readonly concurrency?: number;
}

export function streamHandler(consumer: StreamConsumer): StreamHandler {
  return async (event) => {
    const limit = pLimit(consumer.concurrency ?? 8);
    const groups = [...groupByKey(event.Records).values()];
    const failed = await Promise.all(groups.map((group) => limit(() => consumeInOrder(group, consumer))));
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** The sequence numbers to redeliver: those of the failed record and of the ones after it. */
async function consumeInOrder(records: readonly DynamoDBRecord[], consumer: StreamConsumer): Promise<string[]> {
  for (const [index, record] of records.entries()) {
    if (!(await consumeOne(record, consumer))) return records.slice(index).map(sequenceNumber);
  }
  return [];
}

async function consumeOne(record: DynamoDBRecord, consumer: StreamConsumer): Promise<boolean> {
  const change = parseChange(record);
  if (isRepair(change)) return true;
  try {
    await consumer.handle(change);
    return true;
  } catch (thrown) {
    return canMoveOn(change, asError(thrown), consumer);
  }
}

/** Whether the stream may move on from the failed change. */
async function canMoveOn(change: Change, error: Error, { source, failures, log }: StreamConsumer): Promise<boolean> {
  const correlationId = correlationIdOf(change);
  const step = source(change);
  log.error(`${step} failed`, { ...(correlationId && { correlationId }), source: step, error });
  if (failures === undefined || correlationId === undefined) return false;
  try {
    return (await handleFailure(failures, { correlationId, source: step, error })) === 'moveOn';
  } catch (thrown) {
    log.error('A failure could not be counted or filed', { correlationId, source: step, error: asError(thrown) });
    return false;
  }
}

function groupByKey(records: readonly DynamoDBRecord[]): Map<string, DynamoDBRecord[]> {
  const groups = new Map<string, DynamoDBRecord[]>();
  for (const record of records) {
    const key = groupKey(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}

const groupKey = ({ dynamodb }: DynamoDBRecord): string =>
  dynamodb?.NewImage?.['correlationId']?.S ?? JSON.stringify(dynamodb?.Keys);

function correlationIdOf({ before, after }: Change): string | undefined {
  const id = (after ?? before)?.['correlationId'];
  return typeof id === 'string' ? id : undefined;
}

const sequenceNumber = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
