/** Keys of declared types: each key has one text, however it is spelled. */
import { compositeKey } from './canonical.ts';
import { fromText, writtenText } from './value.ts';

/** The type of a part of a key in its store. A number may have a fraction; a text is compared byte for byte. */
export type KeyType = 'text' | 'integer' | 'number' | 'uuid' | 'binary';

const UUID = /^[0-9a-f]{4}(?:-?[0-9a-f]{4}){7}$/i;
const UUID_GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** The text of a part in its type's normal form; undefined if it is not a value of the type. */
export function normalKeyPart(type: KeyType, text: string): string | undefined {
  switch (type) {
    case 'text':
    case 'binary':
      return text;
    case 'integer':
    case 'number':
      return normalNumber(type, text.trim());
    case 'uuid': {
      const trimmed = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
      return UUID.test(trimmed)
        ? trimmed.replaceAll('-', '').toLowerCase().replace(UUID_GROUPS, '$1-$2-$3-$4-$5')
        : undefined;
    }
  }
}

const DIGITS = /^[+-]?\d/;

function normalNumber(type: 'integer' | 'number', text: string): string | undefined {
  if (!DIGITS.test(text)) return undefined;
  try {
    return writtenText(fromText(type === 'integer' ? 'integer' : 'decimal', text) as bigint | string);
  } catch {
    return undefined;
  }
}

/** The parts of a key with `count` parts; undefined for a text that is not such a key. */
export function keyParts(key: string, count: number): readonly string[] | undefined {
  if (count === 1) return [key];
  let parts: unknown;
  try {
    parts = JSON.parse(key);
  } catch {
    return undefined;
  }
  const isKey = Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
  return isKey ? (parts as string[]) : undefined;
}

/** The key as its store spells it. A part that is not a value of its type stays unchanged. */
export function normalKey(types: readonly KeyType[], key: string): string {
  const parts = keyParts(key, types.length);
  if (parts === undefined) return key;
  const normal = parts.map((part, at) => normalKeyPart(types[at] ?? 'text', part) ?? part);
  return normal.length === 1 ? (normal[0] ?? key) : compositeKey(normal);
}
