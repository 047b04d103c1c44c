/** Between DynamoDB's attribute values and canonical values. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type FieldType, fromText, type Json, type Value, ValueError, writtenText } from '../../engine/index.ts';
import { exactNumber } from '../exact-number.ts';

export type Attributes = Readonly<Record<string, AttributeValue>>;

const PLAIN_INTEGER = /^(?:0|-?[1-9]\d*)$/;

export function valueOf(type: FieldType, attribute: AttributeValue): Value {
  if (attribute.NULL === true) return null;
  if (type === 'json') return jsonOf(attribute);
  const text = textOf(type, attribute);
  if (text === undefined) return mistyped(attribute);
  if (type === 'text') return text;
  // DynamoDB normalises numbers, so that most are in their normal form as they come.
  if ((type === 'integer' || type === 'decimal') && PLAIN_INTEGER.test(text)) {
    return type === 'integer' ? BigInt(text) : text;
  }
  try {
    return fromText(type, text);
  } catch (error) {
    if (error instanceof ValueError) return mistyped(attribute);
    throw error;
  }
}

/** Nothing keeps an item from holding a text where a number belongs: that is a difference, not an error. */
const mistyped = (attribute: AttributeValue): Value => ({ mistyped: JSON.parse(imageOf({ attribute })) as Json });

function textOf(type: Exclude<FieldType, 'json'>, attribute: AttributeValue): string | undefined {
  switch (type) {
    case 'text':
    case 'timestamp':
      return attribute.S;
    case 'integer':
    case 'decimal':
      return attribute.N;
    case 'boolean':
      return attribute.BOOL === undefined ? undefined : String(attribute.BOOL);
    case 'binary':
      return attribute.B && Buffer.from(attribute.B).toString('base64');
  }
}

export function attributeOf(type: FieldType, value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  switch (type) {
    case 'text':
    case 'timestamp':
      return { S: writtenText(value) };
    case 'integer':
    case 'decimal':
      return { N: writtenText(value) };
    case 'boolean':
      return { BOOL: value === true };
    case 'binary':
      return { B: Buffer.from(writtenText(value), 'base64') };
    case 'json': {
      const { member } = marshall({ member: value });
      return member ?? { NULL: true };
    }
  }
}

/** Numbers beyond a double's precision stay text, sets become sorted lists, and each says what it was. */
function jsonOf(attribute: AttributeValue): Json {
  const { value } = unmarshall({ value: attribute }, { wrapNumbers: exactNumber }) as { value: unknown };
  return plain(value);
}

function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return { binary: Buffer.from(value).toString('base64') };
  if (value instanceof Set) return { set: [...value].map((item) => JSON.stringify(plain(item))).sort() };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** The item as JSON; binaries in base64, as on the wire. */
export function imageOf(item: Attributes): string {
  return JSON.stringify(item, function (this: Record<string, unknown>, name, value: unknown) {
    const original = this[name];
    return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
  });
}

/** Items of a page whose size is taken for that of all. */
const SAMPLE = 16;

/** About the bytes of items on the wire: a scan has no time to write each of them out for that. */
export function bytesOfPage(items: readonly Attributes[]): number {
  const step = Math.max(1, Math.floor(items.length / SAMPLE));
  const sample = items.filter((_item, at) => at % step === 0);
  const bytes = sample.reduce((sum, item) => sum + imageOf(item).length, 0);
  return Math.round((bytes * items.length) / Math.max(1, sample.length));
}

export function itemOf(image: string): Record<string, AttributeValue> {
  return JSON.parse(image, (name, value: unknown) => {
    if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
    if (name === 'BS' && Array.isArray(value)) return value.map((text) => Buffer.from(String(text), 'base64'));
    return value;
  }) as Record<string, AttributeValue>;
}
