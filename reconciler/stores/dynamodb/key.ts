import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compositeKey } from '../../engine/index.ts';
import type { Attributes } from './attribute.ts';

/** A part of a table's key: an attribute that holds a text, or a number. */
export interface KeyPart {
  readonly attribute: string;
  readonly type: 'S' | 'N';
}

export function keyOf(parts: readonly KeyPart[], item: Attributes): string {
  const texts = parts.map(({ attribute, type }) => item[attribute]?.[type] ?? '');
  return texts.length === 1 ? (texts[0] ?? '') : compositeKey(texts);
}

export function keyAttributes(parts: readonly KeyPart[], key: string): Record<string, AttributeValue> {
  const texts = parts.length === 1 ? [key] : (JSON.parse(key) as string[]);
  return Object.fromEntries(
    parts.map(({ attribute, type }, index) => {
      const text = texts[index] ?? '';
      return [attribute, type === 'S' ? { S: text } : { N: text }];
    }),
  );
}
