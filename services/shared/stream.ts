/**
 * Adapts DynamoDB stream batches to a function of one change. Records of one correlation id are handled in order, those
 * of different ids concurrently. A record fails alone (partial batch response), and later records of the same id wait
 * for it. Lambda redelivers everything after the first failure, so `handle` must be idempotent.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { parseChange } from './change.ts';
import { type ChangeConsumer, consume } from './consume.ts';
import { groupBy } from './group-by.ts';
import type { StreamHandler } from './handlers.ts';

/** Ids handled at once. */
const CONCURRENCY = 8;

export function streamHandler(consumer: ChangeConsumer): StreamHandler {
  return async (event) => {
    const limit = pLimit(CONCURRENCY);
    const groups = groupBy(event.Records, groupKey);
    const failed = await Promise.all(groups.map((group) => limit(() => consumeInOrder(group, consumer))));
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** The sequence numbers to redeliver: those of the failed record and of the ones after it. */
async function consumeInOrder(records: readonly DynamoDBRecord[], consumer: ChangeConsumer): Promise<string[]> {
  for (const [index, record] of records.entries()) {
    if (!(await consume(parseChange(record), consumer, record.eventSourceARN)))
      return records.slice(index).map(sequenceNumber);
  }
  return [];
}

const groupKey = ({ dynamodb }: DynamoDBRecord): string =>
  dynamodb?.NewImage?.['correlationId']?.S ?? JSON.stringify(dynamodb?.Keys);

const sequenceNumber = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';
