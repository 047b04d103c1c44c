/** Between DynamoDB's attribute values and canonical values. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type FieldType, fromText, type Json, type Value, ValueError, writtenText } from '../../engine/index.ts';
import { exactNumber } from '../exact-number.ts';

export type Attributes = Readonly<Record<string, AttributeValue>>;

export function valueOf(type: FieldType, attribute: AttributeValue): Value {
  if (attribute.NULL === true) return null;
  if (type === 'json') return jsonOf(attribute);
  const text = textOf(type, attribute);
  if (text === undefined) return mistyped(attribute);
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

export function itemOf(image: string): Record<string, AttributeValue> {
  return JSON.parse(image, (name, value: unknown) => {
    if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
    if (name === 'BS' && Array.isArray(value)) return value.map((text) => Buffer.from(String(text), 'base64'));
    return value;
  }) as Record<string, AttributeValue>;
}
