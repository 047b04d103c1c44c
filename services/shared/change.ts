import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { MalformedInputError } from './errors.ts';
import { fromAttributes, type Item } from './items.ts';

/** One stream record: an item before and after a write. */
export interface Change {
  readonly sequenceNumber: string;
  readonly kind: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly key: Item;
  readonly before?: Item;
  readonly after?: Item;
}

export function parseChange(record: DynamoDBRecord): Change {
  const { eventName, dynamodb } = record;
  if (eventName === undefined || dynamodb?.SequenceNumber === undefined || dynamodb.Keys === undefined) {
    throw new MalformedInputError('Stream record', ['it lacks eventName, SequenceNumber or Keys']);
  }
  return {
    sequenceNumber: dynamodb.SequenceNumber,
    kind: eventName,
    key: image(dynamodb.Keys),
    ...(dynamodb.OldImage && { before: image(dynamodb.OldImage) }),
    ...(dynamodb.NewImage && { after: image(dynamodb.NewImage) }),
  };
}

/** `@types/aws-lambda` types a binary as string; the records of these tables hold none. */
const image = (attributes: NonNullable<DynamoDBRecord['dynamodb']>['Keys']): Item =>
  fromAttributes(attributes as Record<string, AttributeValue>);

/** A write by the reconciler sets `_repair` anew. It mends the store behind the saga's back, so no handler acts on it. */
export const isRepair = ({ before, after }: Change): boolean => before?.['_repair'] !== after?.['_repair'];

/** Whether the write brought the item into another state, rather than touched it while it stayed in one. */
export const entersState = ({ before, after }: Change, state: string): boolean =>
  after?.['state'] === state && before?.['state'] !== state;
