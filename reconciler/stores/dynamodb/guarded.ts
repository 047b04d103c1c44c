/**
 * Writes of whole items under a guard. One expression cannot name every attribute of a wide item, and it cannot name an
 * attribute that was added meanwhile. So each write is conditional on as much of the item as fits, and asks DynamoDB
 * for the item that it found. If that is not the expected item, the write is undone.
 */
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WriteOutcome } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { type Attributes, imageOf, ownAttribute, sameItem, UNREADABLE_ATTRIBUTE } from './attribute.ts';
import { attemptsOf, isConditionFailed } from './errors.ts';
import { assigned, changedNames, Expressions, holds } from './expression.ts';
import { type KeyPart, keyAttributes } from './key.ts';
import type { Pace } from './pace.ts';
import { retried } from './retried.ts';
import { MARK } from './mark.ts';

export interface GuardedTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly key: readonly KeyPart[];
  /** The version attribute, if each write raises it. */
  readonly growing?: string;
  readonly pace?: Pace;
}

/** The expected item, and its key as the engine writes it. */
interface Expected {
  readonly key: string;
  readonly before: Attributes;
  /** Attributes that the view declares, which the condition names first. */
  readonly declared: readonly string[];
}

export const refusal = (reason: string): WriteOutcome => ({ written: false, reason });

const CHANGED = { written: false, reason: 'the item changed after it was compared' } as const;

/** Thrown if a write cannot be undone because the item was written again in the meantime. */
const overtaken = (): Error => new Error('others wrote the item before and after this write, so it cannot be undone');

export async function createItem(target: GuardedTable, item: Attributes): Promise<WriteOutcome> {
  const isDone = await putWhere(target, item, (expressions) => isAbsent(target, expressions));
  return isDone === undefined ? CHANGED : { written: true, image: imageOf(item) };
}

const isAbsent = ({ key }: GuardedTable, expressions: Expressions): string =>
  `attribute_not_exists(${expressions.name(key[0]?.attribute ?? '')})`;

/**
 * Replaces an item. Assigns the attributes that differ, or puts the whole item if they are too many for one expression.
 */
export async function replaceItem(
  target: GuardedTable,
  expected: Expected & { readonly after: Attributes },
): Promise<WriteOutcome> {
  const { before, after } = expected;
  const names = changedNames(before, after);
  const expressions = new Expressions();
  const update = assigned(expressions, names, after);
  if (update === undefined || names.length === 0) return replaceWhole(target, expected);
  const written = await updateWhere(
    target,
    expected.key,
    expressions,
    update,
    condition(target, expressions, expected),
  );
  if (written === undefined) return CHANGED;
  if (sameItem(written, after)) return { written: true, image: imageOf(written) };
  const back = new Expressions();
  const undo = assigned(back, names, backTo(target, before, after)) ?? '';
  const still = holds(back, picked(after, [...keyNames(target), MARK, ...names]), []);
  if ((await updateWhere(target, expected.key, back, undo, still)) === undefined) throw overtaken();
  return CHANGED;
}

async function replaceWhole(
  target: GuardedTable,
  expected: Expected & { readonly after: Attributes },
): Promise<WriteOutcome> {
  const { before, after, declared } = expected;
  const found = await putWhere(target, after, (expressions) => condition(target, expressions, expected));
  if (found === undefined) return CHANGED;
  if (sameItem(found, before)) return { written: true, image: imageOf(after) };
  const ours = { ...expected, before: after, declared: [MARK, ...declared] };
  const undone = await putWhere(target, backTo(target, found, after), (expressions) =>
    condition(target, expressions, ours),
  );
  if (undone === undefined) throw overtaken();
  return CHANGED;
}

/**
 * Marks the item, then deletes it. The stream record of a deletion has no new image, so only a mark in the old image
 * shows that the deletion is a repair.
 */
export async function removeItem(
  target: GuardedTable,
  expected: Expected,
  mark: AttributeValue,
): Promise<WriteOutcome> {
  const { key, before } = expected;
  // An item that a repair wrote already has a mark, which the record of the deletion shows.
  const isMarked = ownAttribute(before, MARK) !== undefined;
  const ours = isMarked ? before : { ...before, [MARK]: mark };
  if (!isMarked) {
    const marking = await replaceItem(target, { ...expected, after: ours });
    if (!marking.written) return marking;
  }
  const expressions = new Expressions();
  const { DeleteItemCommand } = await dynamoDbSdk();
  const command = new DeleteItemCommand({
    TableName: target.table,
    Key: keyAttributes(target.key, key),
    ConditionExpression: condition(target, expressions, {
      ...expected,
      before: ours,
      declared: [MARK, ...expected.declared],
    }),
    ...expressions.bound,
    ReturnValues: 'ALL_OLD',
  });
  let attempts = 1;
  const found = await conditionally(
    target,
    async () => (await target.client.send(command)).Attributes,
    (count) => {
      attempts = count;
    },
  );
  const unmarked = (item: Attributes): Attributes => ({ ...without(item, MARK), ...picked(before, [MARK]) });
  if (found === undefined) {
    // The SDK may have sent the request again after its first attempt had deleted the item.
    const refused: WriteOutcome = attempts > 1 ? { ...CHANGED, isInDoubt: true } : CHANGED;
    if (isMarked) return refused;
    const back = new Expressions();
    const undo = assigned(back, [MARK], before) ?? '';
    await updateWhere(target, key, back, undo, holds(back, picked(ours, [...keyNames(target), MARK]), []));
    return refused;
  }
  if (sameItem(found, ours)) return { written: true, image: null };
  const isBack = await putWhere(target, unmarked(found), (again) => isAbsent(target, again));
  if (isBack === undefined) throw overtaken();
  return CHANGED;
}

const keyNames = ({ key }: GuardedTable): readonly string[] => key.map(({ attribute }) => attribute);

const picked = (item: Attributes, names: readonly string[]): Attributes =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));

const without = (item: Attributes, name: string): Attributes =>
  Object.fromEntries(Object.entries(item).filter(([own]) => own !== name));

/** A condition that holds if the item is the expected one, as far as one expression can say. */
function condition(target: GuardedTable, expressions: Expressions, { before, declared }: Expected): string {
  const growing = target.growing === undefined ? [] : [target.growing];
  return holds(expressions, before, [...keyNames(target), UNREADABLE_ATTRIBUTE, ...growing, ...declared]);
}

/** An earlier item with a version above that of the written one, because a version only grows. */
function backTo({ growing }: GuardedTable, item: Attributes, written: Attributes): Attributes {
  const current = growing === undefined ? undefined : ownAttribute(written, growing)?.N;
  if (growing === undefined || current === undefined) return item;
  return { ...item, [growing]: { N: String(BigInt(current) + 1n) } };
}

/** Returns the updated item; undefined if the condition does not hold. */
async function updateWhere(
  target: GuardedTable,
  key: string,
  expressions: Expressions,
  UpdateExpression: string,
  ConditionExpression: string,
): Promise<Attributes | undefined> {
  const { UpdateItemCommand } = await dynamoDbSdk();
  const command = new UpdateItemCommand({
    TableName: target.table,
    Key: keyAttributes(target.key, key),
    UpdateExpression,
    ConditionExpression,
    ...expressions.bound,
    ReturnValues: 'ALL_NEW',
  });
  return conditionally(target, async () => (await target.client.send(command)).Attributes);
}

/** Returns the previous item, without attributes if there was none; undefined if the condition does not hold. */
async function putWhere(
  target: GuardedTable,
  item: Attributes,
  conditionOf: (expressions: Expressions) => string,
): Promise<Attributes | undefined> {
  const expressions = new Expressions();
  const { PutItemCommand } = await dynamoDbSdk();
  const command = new PutItemCommand({
    TableName: target.table,
    Item: item,
    ConditionExpression: conditionOf(expressions),
    ...expressions.bound,
    ReturnValues: 'ALL_OLD',
  });
  return conditionally(target, async () => (await target.client.send(command)).Attributes);
}

async function conditionally(
  { pace }: GuardedTable,
  send: () => Promise<Attributes | undefined>,
  refusedAfter: (attempts: number) => void = () => undefined,
): Promise<Attributes | undefined> {
  try {
    return (await retried(pace, send)) ?? {};
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    refusedAfter(attemptsOf(error));
    return undefined;
  }
}
