/** Converts DynamoDB's attribute values to the values that are compared, and to images, which keep every bit. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  canonicalJson,
  type FieldType,
  fromText,
  hasLoneSurrogate,
  isWellFormed,
  type Json,
  NonJsonValue,
  numberOf,
  sameImage,
  type Value,
  ValueError,
} from '../../engine/index.ts';
import { Unreadable } from '../unreadable.ts';

export type Attributes = Readonly<Record<string, AttributeValue>>;

const PLAIN_INTEGER = /^(?:0|-?[1-9]\d*)$/;

/** An item may hold a text where a number belongs. Such a value is unreadable, which is not an error. */
export function valueOf(type: FieldType, attribute: AttributeValue): Value | Unreadable {
  if (attribute.NULL === true) return null;
  if (type === 'json') {
    const document = jsonOf(attribute);
    return isWellFormed(document) ? document : unreadable(type, attribute);
  }
  const text = textOf(type, attribute);
  if (text === undefined) return unreadable(type, attribute);
  if (type === 'text') return hasLoneSurrogate(text) ? unreadable(type, attribute) : text;
  // DynamoDB normalises numbers, so most arrive in their normal form.
  if ((type === 'integer' || type === 'decimal') && PLAIN_INTEGER.test(text)) {
    return type === 'integer' ? BigInt(text) : text;
  }
  try {
    return fromText(type, text);
  } catch (error) {
    if (error instanceof ValueError) return unreadable(type, attribute);
    throw error;
  }
}

const unreadable = (type: FieldType, attribute: AttributeValue): Unreadable =>
  new Unreadable(type, attributeText(attribute), `a value of DynamoDB's type ${Object.keys(attribute).join()}`);

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
      return attribute.B && base64(attribute.B);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function jsonOf(attribute: AttributeValue): Json {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return numberOf(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.L !== undefined) return attribute.L.map(jsonOf);
  if (attribute.M !== undefined) {
    return Object.fromEntries(Object.entries(attribute.M).map(([name, member]) => [name, jsonOf(member)]));
  }
  if (attribute.B !== undefined) return new NonJsonValue('binary', [base64(attribute.B)]);
  if (attribute.SS !== undefined) return new NonJsonValue('string set', attribute.SS.toSorted());
  if (attribute.BS !== undefined) return new NonJsonValue('binary set', attribute.BS.map(base64).sort());
  if (attribute.NS !== undefined) {
    const numbers = attribute.NS.map(numberOf);
    return new NonJsonValue(
      'number set',
      numbers.sort((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1)),
    );
  }
  return null;
}

/** An attribute value as a text that `attributeFrom` parses. Binaries are in base64, as on the wire. */
export const attributeText = (attribute: AttributeValue): string =>
  JSON.stringify(attribute, function (this: Record<string, unknown>, name, member: unknown) {
    const original = this[name];
    return original instanceof Uint8Array ? base64(original) : member;
  });

/**
 * The attribute that the AWS SDK reports without its value. An image holds null for it, which is the value of no
 * attribute.
 */
export const UNREADABLE_ATTRIBUTE = '__proto__';

export const hasUnreadableAttribute = (item: Attributes): boolean => Object.hasOwn(item, UNREADABLE_ATTRIBUTE);

/**
 * The item as JSON that `itemOf` parses. Numbers keep the spelling that DynamoDB gave them. Sets are sorted, because
 * their order is not information.
 */
export const imageOf = (item: Attributes): string => textOfItem(item, (number) => number);

/**
 * Members of maps are objects, so a text or a list of texts is always the value of an attribute.
 *
 * @param numberForm how numbers are written
 */
const textOfItem = (item: Attributes, numberForm: (text: string) => string): string =>
  JSON.stringify(item, function (this: Record<string, unknown>, name, member: unknown) {
    const original = this[name];
    if (original instanceof Uint8Array) return base64(original);
    if (name === 'N' && typeof original === 'string') return numberForm(original);
    if (name === UNREADABLE_ATTRIBUTE && original === undefined) return null;
    if (!Array.isArray(original)) return member;
    if (name === 'NS') return original.map((text) => numberForm(String(text))).sort();
    if (name === 'BS') return original.map((bytes) => base64(bytes as Uint8Array)).sort();
    return name === 'SS' ? original.toSorted() : member;
  });

const numberText = (text: string): string => (PLAIN_INTEGER.test(text) ? text : (fromText('decimal', text) as string));

function read(text: string): unknown {
  return JSON.parse(text, (name, value: unknown) => {
    if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
    if (name === 'BS' && Array.isArray(value)) return value.map((member) => Buffer.from(String(member), 'base64'));
    return value;
  });
}

export const attributeFrom = (text: string): AttributeValue => read(text) as AttributeValue;

export const itemOf = (image: string): Record<string, AttributeValue> => read(image) as Record<string, AttributeValue>;

/** Reads only own properties, because an attribute may have any name, such as `constructor`. */
export const ownAttribute = (item: Attributes, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

/** An item with numbers in their normal form. Equal items have the same text, except for the order of attributes. */
const normalText = (item: Attributes): string => textOfItem(item, numberText);

/** Whether two items are equal, whatever the order of their attributes and the spelling of their numbers. */
export const sameItem = (one: Attributes, other: Attributes): boolean => sameImage(normalText(one), normalText(other));

/** An image with numbers in their normal form, to compare it with another. */
export const normalImage = (image: string): string => normalText(itemOf(image));

export const sameAttribute = (one: AttributeValue | undefined, other: AttributeValue | undefined): boolean =>
  one === undefined || other === undefined ? one === other : sameItem({ one }, { one: other });

/** Number of items in the sample that estimates the bytes of a page. */
const SAMPLE = 16;

/** Estimates the bytes of items on the wire from a sample, because serialising every item would slow a scan down. */
export function bytesOfPage(items: readonly Attributes[]): number {
  const step = Math.max(1, Math.floor(items.length / SAMPLE));
  const sample = items.filter((_item, at) => at % step === 0);
  const bytes = sample.reduce((sum, item) => sum + imageOf(item).length, 0);
  return Math.round((bytes * items.length) / Math.max(1, sample.length));
}
