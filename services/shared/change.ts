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
    throw new MalformedInputError('stream record', ['eventName, SequenceNumber or Keys is missing']);
  }
  return {
    sequenceNumber: dynamodb.SequenceNumber,
    kind: eventName,
    key: image(dynamodb.Keys),
    ...(dynamodb.OldImage && { before: image(dynamodb.OldImage) }),
    ...(dynamodb.NewImage && { after: image(dynamodb.NewImage) }),
  };
}

/** Parses a record that a dispatcher sent through a queue. */
export function parseRecordText(text: string): Change {
  const record = JSON.parse(text) as unknown;
  if (typeof record !== 'object' || record === null) throw new MalformedInputError('message', ['it is not an object']);
  return parseChange(record);
}

/** `@types/aws-lambda` types binary values as strings; the records of these tables have none. */
const image = (attributes: NonNullable<DynamoDBRecord['dynamodb']>['Keys']): Item =>
  fromAttributes(attributes as Record<string, AttributeValue>);

/** Whether the reconciler made the write, which sets a new `_repair`. Handlers ignore it: it is not part of the saga. */
export const isRepair = ({ before, after }: Change): boolean => before?.['_repair'] !== after?.['_repair'];

/** Whether the write moved the item into `state`, rather than changing an item that was in it already. */
export const entersState = ({ before, after }: Change, state: string): boolean =>
  after?.['state'] === state && before?.['state'] !== state;
