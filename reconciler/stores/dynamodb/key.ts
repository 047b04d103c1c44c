/** Keys of a table: from items to the engine's texts and back. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compositeKey, hasLoneSurrogate, keyParts, type KeyType, normalKey } from '../../engine/index.ts';
import type { Attributes } from './attribute.ts';
import { attributeOf, UnstorableError } from './convert.ts';

/** A part of a table's key: an attribute that holds a text, or a number. */
export interface KeyPart {
  readonly attribute: string;
  readonly type: 'S' | 'N';
}

const TYPES: Readonly<Record<KeyPart['type'], KeyType>> = { S: 'text', N: 'number' };

export const keyTypesOf = (parts: readonly KeyPart[]): readonly KeyType[] => parts.map(({ type }) => TYPES[type]);

/** Digits as the engine spells them. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d*)$/;

export function keyOf(parts: readonly KeyPart[], item: Attributes): string {
  const texts = parts.map(({ attribute, type }) => {
    const text = item[attribute]?.[type] ?? '';
    return type === 'S' || PLAIN_INTEGER.test(text) ? text : normalKey(['number'], text);
  });
  return texts.length === 1 ? (texts[0] ?? '') : compositeKey(texts);
}

/** Bytes of a text in a partition key and in a sort key. */
const MAX_BYTES = [2048, 1024] as const;

/** Why no item of the table can have this key; undefined where one can. */
export function whyNotHeld(parts: readonly KeyPart[], key: string): string | undefined {
  const texts = keyParts(key, parts.length);
  if (texts === undefined) return `a key of the table has ${parts.length} parts`;
  const reasons = parts.map(({ attribute, type }, at) => {
    const text = texts[at] ?? '';
    return type === 'N' ? whyNoNumber(attribute, text) : whyNoText(attribute, text, MAX_BYTES[at] ?? MAX_BYTES[1]);
  });
  return reasons.find((reason) => reason !== undefined);
}

function whyNoText(attribute: string, text: string, most: number): string | undefined {
  if (text === '') return `${attribute} is empty: DynamoDB takes no empty text in a key`;
  if (hasLoneSurrogate(text)) return `${attribute} has half of a surrogate pair`;
  const bytes = Buffer.byteLength(text);
  return bytes > most ? `${attribute} has ${bytes} bytes: DynamoDB takes ${most} in this part of a key` : undefined;
}

function whyNoNumber(attribute: string, text: string): string | undefined {
  const normal = normalKey(['number'], text);
  try {
    attributeOf('decimal', normal);
    return undefined;
  } catch (error) {
    return error instanceof UnstorableError
      ? `${attribute}: ${error.message}`
      : `${attribute} is a number, and this is not`;
  }
}

/** @param key one that the table can hold */
export function keyAttributes(parts: readonly KeyPart[], key: string): Record<string, AttributeValue> {
  const texts = keyParts(normalKey(keyTypesOf(parts), key), parts.length) ?? [];
  return Object.fromEntries(
    parts.map(({ attribute, type }, at) => {
      const text = texts[at] ?? '';
      return [attribute, type === 'S' ? { S: text } : { N: text }];
    }),
  );
}
