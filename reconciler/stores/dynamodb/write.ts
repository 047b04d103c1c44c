/** Conditional writes: each happens only on the item that the repair was planned for, and leaves the repair's mark. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Fields, GuardedWrite, Stamp, WriteOutcome } from '../../engine/index.ts';
import type { FieldSource } from '../field.ts';
import { type Attributes, attributeOf, imageOf, itemOf } from './attribute.ts';
import { allOf, type Condition, Expressions } from './expression.ts';
import { type KeyPart, keyAttributes } from './key.ts';

/** Stream handlers leave a record alone when this attribute differs between its images. */
export const MARK = '_repair';

export interface WrittenTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  readonly version?: string;
  readonly updatedAt?: string;
  readonly createdAt?: string;
}

export function writeItem(target: WrittenTable, write: GuardedWrite, stamp: Stamp): Promise<WriteOutcome> {
  switch (write.kind) {
    case 'create':
      return put(target, createdItem(target, write.key, write.fields, stamp), null);
    case 'update':
      return update(target, write, stamp);
    case 'delete':
      return markAndRemove(target, write, stamp);
    case 'restore':
      if (write.image === null) return remove(target, write.key, write.expected === null ? {} : itemOf(write.expected));
      return put(target, restoredItem(target, write.image, write.expected, stamp), write.expected);
  }
}

function attributesOf({ sources }: WrittenTable, fields: Fields): Record<string, AttributeValue> {
  return Object.fromEntries(
    sources.flatMap(({ field, from, type }) => {
      const value = fields[field];
      return value === undefined ? [] : [[from, attributeOf(type, value)]];
    }),
  );
}

function createdItem(target: WrittenTable, key: string, fields: Fields, { mark, at }: Stamp) {
  const time = { S: at.toISOString() };
  return {
    ...(target.version !== undefined && { [target.version]: { N: '1' } }),
    ...(target.createdAt !== undefined && { [target.createdAt]: time }),
    ...(target.updatedAt !== undefined && { [target.updatedAt]: time }),
    ...attributesOf(target, fields),
    ...keyAttributes(target.key, key),
    [MARK]: { S: mark },
  };
}

/** The image, but for its version, which only grows, and the mark. */
function restoredItem(target: WrittenTable, image: string, expected: string | null, { mark }: Stamp) {
  const item = itemOf(image);
  const { version } = target;
  const current = version === undefined || expected === null ? undefined : itemOf(expected)[version];
  if (version === undefined || current?.N === undefined) return { ...item, [MARK]: { S: mark } };
  const grown = isMasters(target, version) ? current : { N: String(BigInt(current.N) + 1n) };
  return { ...item, [version]: grown, [MARK]: { S: mark } };
}

/** A version that is a field of the view is its master's: it is written as any field. Any other is raised by each write. */
const isMasters = ({ sources }: WrittenTable, version: string): boolean => sources.some(({ from }) => from === version);

/** What the item must still hold: its version, and every field that was compared, each absent where it was absent. */
function guardOf({ sources, version }: WrittenTable, image = '{}'): Condition {
  const item = itemOf(image);
  const guarded = [...sources.map(({ from }) => from), ...(version === undefined ? [] : [version])];
  return Object.fromEntries(guarded.map((attribute) => [attribute, item[attribute]]));
}

async function put(target: WrittenTable, item: Attributes, expected: string | null): Promise<WriteOutcome> {
  const expressions = new Expressions();
  const condition =
    expected === null
      ? allOf(expressions, { [target.key[0]?.attribute ?? '']: undefined })
      : allOf(expressions, itemOf(expected));
  const command = new PutItemCommand({
    TableName: target.table,
    Item: item,
    ConditionExpression: condition,
    ...expressions.bound,
  });
  return conditionally(async () => {
    await target.client.send(command);
    return imageOf(item);
  });
}

async function update(
  target: WrittenTable,
  { key, fields, guard }: Extract<GuardedWrite, { kind: 'update' }>,
  { mark, at }: Stamp,
): Promise<WriteOutcome> {
  const expressions = new Expressions();
  const { version } = target;
  const set: Record<string, AttributeValue> = {
    ...(target.updatedAt !== undefined && { [target.updatedAt]: { S: at.toISOString() } }),
    ...attributesOf(target, fields),
    [MARK]: { S: mark },
  };
  const assignments = Object.entries(set).map(
    ([name, value]) => `${expressions.name(name)} = ${expressions.value(value)}`,
  );
  if (version !== undefined && !isMasters(target, version)) {
    const name = expressions.name(version);
    assignments.push(
      `${name} = if_not_exists(${name}, ${expressions.value({ N: '0' })}) + ${expressions.value({ N: '1' })}`,
    );
  }
  const command = new UpdateItemCommand({
    TableName: target.table,
    Key: keyAttributes(target.key, key),
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ConditionExpression: existing(target, expressions, guardOf(target, guard.image)),
    ...expressions.bound,
    ReturnValues: 'ALL_NEW',
  });
  return conditionally(async () => imageOf((await target.client.send(command)).Attributes ?? {}));
}

/** There is an item, and it holds what is expected of it. */
function existing({ key }: WrittenTable, expressions: Expressions, condition: Condition): string {
  const exists = `attribute_exists(${expressions.name(key[0]?.attribute ?? '')})`;
  const holds = allOf(expressions, condition);
  return holds === '' ? exists : `${exists} AND ${holds}`;
}

/**
 * The stream record of a deletion has no new image, so that it tells a repair only by a mark in the old one: an item
 * without any is marked first, under the same guard.
 */
async function markAndRemove(
  target: WrittenTable,
  { key, guard }: Extract<GuardedWrite, { kind: 'delete' }>,
  { mark }: Stamp,
): Promise<WriteOutcome> {
  const condition = guardOf(target, guard.image);
  if (itemOf(guard.image ?? '{}')[MARK] !== undefined) return remove(target, key, condition);
  const expressions = new Expressions();
  const assignment = `${expressions.name(MARK)} = ${expressions.value({ S: mark })}`;
  const command = new UpdateItemCommand({
    TableName: target.table,
    Key: keyAttributes(target.key, key),
    UpdateExpression: `SET ${assignment}`,
    ConditionExpression: existing(target, expressions, condition),
    ...expressions.bound,
  });
  const marked = await conditionally(async () => {
    await target.client.send(command);
    return null;
  });
  return marked.written ? remove(target, key, { ...condition, [MARK]: { S: mark } }) : marked;
}

async function remove(target: WrittenTable, key: string, condition: Condition): Promise<WriteOutcome> {
  const expressions = new Expressions();
  const command = new DeleteItemCommand({
    TableName: target.table,
    Key: keyAttributes(target.key, key),
    ConditionExpression: existing(target, expressions, condition),
    ...expressions.bound,
  });
  return conditionally(async () => {
    await target.client.send(command);
    return null;
  });
}

async function conditionally(write: () => Promise<string | null>): Promise<WriteOutcome> {
  try {
    return { written: true, image: await write() };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { written: false, reason: 'the item is no longer what it was when it was compared' };
  }
}
