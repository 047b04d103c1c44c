/** Converts the keys of a table between items and the engine's texts. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compositeKey, hasLoneSurrogate, keyParts, type KeyType, normalKey } from '../../engine/index.ts';
import type { Restriction } from '../where.ts';
import { type Attributes, ownAttribute } from './attribute.ts';
import { attributeOf, UnstorableError } from './convert.ts';

/** A part of a table's key: an attribute that holds a text or a number. */
export interface KeyPart {
  readonly attribute: string;
  readonly type: 'S' | 'N';
  /**
   * What the attribute begins with in all items of the view, such as `ORDER#` in a table of several kinds of items. The
   * key is what follows, so that it can equal the key of another store.
   */
  readonly prefix?: string;
  /** What the attribute is in all items of the view, such as `META`. It is then no part of the key. */
  readonly value?: string;
}

const TYPES: Readonly<Record<KeyPart['type'], KeyType>> = { S: 'text', N: 'number' };

/** The parts in which the keys of the view differ. */
const varying = (parts: readonly KeyPart[]): readonly KeyPart[] => parts.filter(({ value }) => value === undefined);

export const keyTypesOf = (parts: readonly KeyPart[]): readonly KeyType[] =>
  varying(parts).map(({ type }) => TYPES[type]);

/** The conditions that the parts of the key state. */
export const keyRestrictions = (parts: readonly KeyPart[]): readonly Restriction[] =>
  parts.flatMap(({ attribute: from, type, prefix, value }): Restriction[] => {
    if (value !== undefined)
      return [{ from, within: [], test: { kind: 'in', values: [type === 'S' ? value : BigInt(value)] } }];
    return prefix === undefined ? [] : [{ from, within: [], test: { kind: 'beginsWith', prefix } }];
  });

/** An integer as the engine spells it. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d*)$/;

/** @param item one of the view */
export function keyOf(parts: readonly KeyPart[], item: Attributes): string {
  const texts = varying(parts).map(({ attribute, type, prefix = '' }) => {
    const text = ownAttribute(item, attribute)?.[type] ?? '';
    if (type === 'S') return text.slice(prefix.length);
    return PLAIN_INTEGER.test(text) ? text : normalKey(['number'], text);
  });
  return texts.length === 1 ? (texts[0] ?? '') : compositeKey(texts);
}

/** Maximum bytes of a text in a partition key and in a sort key. */
const MAX_BYTES = [2048, 1024] as const;

/** Why no item of the table can have this key; undefined if an item can. */
export function whyNotHeld(parts: readonly KeyPart[], key: string): string | undefined {
  const { length } = varying(parts);
  const texts = keyParts(key, length);
  if (texts === undefined) return `it is not a JSON array of ${length} texts, one for each part of the key`;
  const attributes = textsOf(parts, texts);
  const reasons = parts.map(({ attribute, type }, at) => {
    const text = attributes[at] ?? '';
    return type === 'N' ? whyNotNumber(attribute, text) : whyNotText(attribute, text, MAX_BYTES[at] ?? MAX_BYTES[1]);
  });
  return reasons.find((reason) => reason !== undefined);
}

/** The text in the attribute of each part. */
function textsOf(parts: readonly KeyPart[], varyingTexts: readonly string[]): string[] {
  let next = 0;
  return parts.map(({ prefix = '', value }) => value ?? `${prefix}${varyingTexts[next++] ?? ''}`);
}

function whyNotText(attribute: string, text: string, max: number): string | undefined {
  if (text === '') return `${attribute} is empty: DynamoDB allows no empty text in a key`;
  if (hasLoneSurrogate(text)) return `${attribute} has a lone surrogate`;
  const bytes = Buffer.byteLength(text);
  return bytes > max ? `${attribute} has ${bytes} bytes: DynamoDB allows ${max} in this part of a key` : undefined;
}

function whyNotNumber(attribute: string, text: string): string | undefined {
  const normal = normalKey(['number'], text);
  try {
    attributeOf('decimal', normal);
    return undefined;
  } catch (error) {
    return error instanceof UnstorableError
      ? `${attribute}: ${error.message}`
      : `${attribute} is a number, but its text in the key is not`;
  }
}

/** @param key a key that the table can hold */
export function keyAttributes(parts: readonly KeyPart[], key: string): Record<string, AttributeValue> {
  const texts = textsOf(parts, keyParts(normalKey(keyTypesOf(parts), key), varying(parts).length) ?? []);
  return Object.fromEntries(
    parts.map(({ attribute, type }, at) => {
      const text = texts[at] ?? '';
      return [attribute, type === 'S' ? { S: text } : { N: text }];
    }),
  );
}
