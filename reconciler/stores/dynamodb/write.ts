/** Guarded writes. Each changes only the item that the repair was planned for, and leaves the mark of the repair. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  canonicalText,
  type Fields,
  type GuardedWrite,
  own,
  type Stamp,
  type WriteOutcome,
} from '../../engine/index.ts';
import { type FieldSource, pathText, shapedValue } from '../field.ts';
import { Unreadable } from '../unreadable.ts';
import { impliedValues, NOT_INSIDE, OUTSIDE, type Restriction } from '../where.ts';
import {
  type Attributes,
  attributeFrom,
  hasUnreadableAttribute,
  itemOf,
  ownAttribute,
  sameAttribute,
  UNREADABLE_ATTRIBUTE,
  valueOf,
} from './attribute.ts';
import { attributeOf, UnstorableError } from './convert.ts';
import { createItem, type GuardedTable, refusal, removeItem, replaceItem } from './guarded.ts';
import { keyAttributes, whyNotHeld } from './key.ts';
import { withValueAt } from './path.ts';
import { attributeFor, isInside } from './restrict.ts';
import { MARK } from './mark.ts';
import { STORE, versionOf, whyNotVersion } from './row.ts';

export interface WrittenTable extends GuardedTable {
  readonly version?: string;
  readonly sources: readonly FieldSource[];
  /** A write starts from an item that meets them, and leaves one that does. */
  readonly restrictions: readonly Restriction[];
  readonly updatedAt?: string;
  readonly createdAt?: string;
}

export async function writeItem(target: WrittenTable, write: GuardedWrite, stamp: Stamp): Promise<WriteOutcome> {
  const why = whyNotHeld(target.key, write.key);
  if (why !== undefined) return refusal(why);
  try {
    return await perform(target, write, stamp);
  } catch (error) {
    if (error instanceof UnstorableError) return refusal(error.message);
    throw error;
  }
}

const UNREADABLE = refusal(
  `the item has an attribute ${UNREADABLE_ATTRIBUTE}, whose value the AWS SDK does not read or write: it is not written`,
);

/** Whether the write has to put or to restore an item that the SDK does not hold in full. */
function isUnreadable(write: GuardedWrite): boolean {
  const images = write.kind === 'restore' ? [write.image, write.expected] : 'guard' in write ? [write.guard.image] : [];
  return images.some((image) => typeof image === 'string' && hasUnreadableAttribute(itemOf(image)));
}

/**
 * Why a version or a time cannot be written over the item's own: it is something else there, which its owner may rely on.
 */
function whyNotStamped({ growing, updatedAt, sources }: WrittenTable, write: GuardedWrite): string | undefined {
  const image = write.kind === 'restore' ? write.expected : 'guard' in write ? (write.guard.image ?? '{}') : null;
  if (image === null) return undefined;
  const item = itemOf(image);
  const why = growing === undefined ? undefined : whyNotVersion(growing, item);
  if (why !== undefined || write.kind !== 'update') return why;
  if (updatedAt === undefined || sources.some(({ from, within }) => from === updatedAt && within.length === 0))
    return undefined;
  const time = ownAttribute(item, updatedAt);
  return time === undefined || time.S !== undefined
    ? undefined
    : `the item has a value of DynamoDB's type ${Object.keys(time).join()} in ${updatedAt}, which the view declares as its updatedAt: evenkeel writes a text there`;
}

function perform(target: WrittenTable, write: GuardedWrite, stamp: Stamp): Promise<WriteOutcome> {
  if (isUnreadable(write)) return Promise.resolve(UNREADABLE);
  const why = whyNotStamped(target, write);
  if (why !== undefined) return Promise.resolve(refusal(why));
  const { key } = write;
  const declared = [...target.sources, ...target.restrictions].map(({ from }) => from);
  const outside = whyOutside(target, write);
  if (outside !== undefined) return Promise.resolve(refusal(outside));
  switch (write.kind) {
    case 'create': {
      const item = createdItem(target, write, stamp);
      return isInside(target.restrictions, item)
        ? createItem(target, item).then((outcome) => explained(target, outcome))
        : Promise.resolve(refusal(OUTSIDE));
    }
    case 'update': {
      const before = itemOf(write.guard.image ?? '{}');
      const after = updatedItem(target, before, write, stamp);
      if (!isInside(target.restrictions, after)) return Promise.resolve(refusal(OUTSIDE));
      return replaceItem(target, { key, before, after, declared });
    }
    case 'delete':
      return removeItem(target, { key, before: itemOf(write.guard.image ?? '{}'), declared }, marked(stamp));
    case 'restore': {
      const after = write.image === null ? undefined : itemOf(write.image);
      const before = write.expected === null ? undefined : itemOf(write.expected);
      if (before === undefined) {
        return after === undefined
          ? Promise.resolve(refusal('there is no item, and the image has none to restore'))
          : createItem(target, { ...after, [MARK]: marked(stamp) });
      }
      if (after === undefined) return removeItem(target, { key, before, declared }, marked(stamp));
      const restored = { ...after, ...raised(target, before), [MARK]: marked(stamp) };
      return replaceItem(target, { key, before, after: restored, declared });
    }
  }
}

/** Why the item of the guard, or one that is restored, must not be written; undefined if it may. */
function whyOutside({ restrictions }: WrittenTable, write: GuardedWrite): string | undefined {
  const inside = (image: string | null | undefined): boolean =>
    image === null || image === undefined || isInside(restrictions, itemOf(image));
  if (write.kind === 'create') return undefined;
  if (!inside(write.kind === 'restore' ? write.expected : write.guard.image)) return NOT_INSIDE;
  return write.kind === 'restore' && !inside(write.image) ? OUTSIDE : undefined;
}

/** A view with conditions does not show the item that kept a new one from being written. */
const explained = ({ restrictions }: WrittenTable, outcome: WriteOutcome): WriteOutcome =>
  outcome.written || restrictions.length === 0
    ? outcome
    : { ...outcome, reason: `${outcome.reason}, or there is an item with this key outside the view's \`where\`` };

const marked = ({ mark }: Stamp): AttributeValue => ({ S: mark });

/**
 * The next version. A version that is also a field of the view stays the same here, because it comes from the master.
 */
function raised({ version, growing }: WrittenTable, before: Attributes): Attributes {
  const name = growing ?? version;
  const current = name === undefined ? undefined : ownAttribute(before, name);
  if (name === undefined) return {};
  if (growing === undefined) return current === undefined ? {} : { [name]: current };
  return { [name]: { N: String((versionOf(name, before) ?? 0n) + 1n) } };
}

type Values = Pick<Extract<GuardedWrite, { kind: 'create' }>, 'fields' | 'stored'>;

function createdItem(
  target: WrittenTable,
  { key, ...values }: Values & { readonly key: string },
  stamp: Stamp,
): Attributes {
  const time = { S: stamp.at.toISOString() };
  const stamped: Attributes = {
    ...(target.version !== undefined && { [target.version]: { N: '1' } }),
    ...(target.createdAt !== undefined && { [target.createdAt]: time }),
    ...(target.updatedAt !== undefined && { [target.updatedAt]: time }),
  };
  const implied = impliedValues(target.restrictions).reduce(
    (item, { value, ...path }) => withValueAt(item, path, attributeFor(value)),
    stamped,
  );
  return { ...withFields(target, implied, values), ...keyAttributes(target.key, key), [MARK]: marked(stamp) };
}

function updatedItem(target: WrittenTable, before: Attributes, values: Values, stamp: Stamp): Attributes {
  const stamped = {
    ...before,
    ...raised(target, before),
    ...(target.updatedAt !== undefined && { [target.updatedAt]: { S: stamp.at.toISOString() } }),
  };
  return { ...withFields(target, stamped, values), [MARK]: marked(stamp) };
}

/** The item with the values of the master's fields. */
function withFields({ sources }: WrittenTable, item: Attributes, values: Values): Attributes {
  const written = new Map<string, { readonly path: readonly string[]; readonly value: AttributeValue }>();
  let filled = item;
  for (const source of sources) {
    const value = attributeToWrite(source, values);
    if (value === undefined) continue;
    const path = [source.from, ...source.within];
    if (source.from === MARK)
      throw new UnstorableError(`a field in ${MARK}, where evenkeel keeps the mark of a repair`);
    const other = [...written.values()].find((one) => isWithin(one.path, path) || isWithin(path, one.path));
    if (other !== undefined && (other.path.length !== path.length || !sameAttribute(other.value, value))) {
      throw new UnstorableError('two values in one attribute, which two fields of the view are read from', source.from);
    }
    written.set(JSON.stringify(path), { path, value });
    filled = withValueAt(filled, source, value);
  }
  return filled;
}

/** Whether one path leads to the other, or is the same. */
const isWithin = (path: readonly string[], other: readonly string[]): boolean =>
  path.every((name, at) => other[at] === name);

/** The master's stored attribute value if it is a DynamoDB table too, otherwise an exact conversion of its value. */
function attributeToWrite(source: FieldSource, { fields, stored = {} }: Values): AttributeValue | undefined {
  const { field, type } = source;
  const from = pathText(source);
  const value = own(fields, field);
  if (value === undefined) return undefined;
  const kept = own(stored, field);
  const attribute = kept?.store === STORE ? attributeFrom(kept.text) : converted(from, () => attributeOf(type, value));
  assertReadsBack(source, attribute, fields);
  return attribute;
}

function converted(attribute: string, convert: () => AttributeValue): AttributeValue {
  try {
    return convert();
  } catch (error) {
    throw error instanceof UnstorableError ? error.forAttribute(attribute) : error;
  }
}

/** Refuses an attribute that this view would read back as a different value from the master's. */
function assertReadsBack(source: FieldSource, attribute: AttributeValue, fields: Fields): void {
  const { field, type } = source;
  const found = valueOf(type, attribute);
  const value = found instanceof Unreadable ? found : shapedValue(source, found);
  const isSame =
    !(value instanceof Unreadable) && canonicalText(type, value) === canonicalText(type, own(fields, field));
  if (!isSame)
    throw new UnstorableError("an attribute that this view reads back as the master's value", pathText(source));
}
