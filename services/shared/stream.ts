/**
 * The adapter between a DynamoDB stream batch and a function of one change. Records of one correlation id are handled
 * in order, those of different ones side by side. A failed record fails alone (partial batch response), and later
 * ones of the same id wait for it. All that follows the first failure is delivered again, so `handle` is idempotent.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { type Change, isRepair, parseChange } from './change.ts';
import { type FailurePolicy, weigh } from './failures.ts';
import type { StreamHandler } from './handlers.ts';
import type { Log } from './logger.ts';

export interface StreamConsumer {
  /** `<service>#<step>` under which a failure of this change is counted and filed. */
  readonly source: (change: Change) => string;
  readonly handle: (change: Change) => Promise<void>;
  readonly log: Log;
  /** Absent where no saga hangs on the records: then the mapping's own retry limits decide. */
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

/** The sequence numbers that have to come again: the failed record and those after it. */
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
    return movesOn(change, asError(thrown), consumer);
  }
}

async function movesOn(change: Change, error: Error, { source, failures, log }: StreamConsumer): Promise<boolean> {
  const correlationId = correlationIdOf(change);
  const step = source(change);
  log.error(`${step} failed`, { ...(correlationId && { correlationId }), source: step, error });
  if (failures === undefined || correlationId === undefined) return false;
  try {
    return (await weigh(failures, { correlationId, source: step, error })) === 'moveOn';
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
