/** Checks whether a table can hold a row with a given key. */
import { keyParts, type KeyType, normalKeyPart } from '../../engine/index.ts';
import type { KeyColumn } from './statement.ts';

const KEY_TYPES: Readonly<Record<KeyColumn['type'], KeyType>> = { text: 'text', bigint: 'integer', uuid: 'uuid' };

export const keyTypes = (key: readonly KeyColumn[]): readonly KeyType[] => key.map(({ type }) => KEY_TYPES[type]);

/** The parts of a key as the table's columns hold them, or the reason why the columns cannot hold it. */
export type SqlKey =
  | { readonly parts: readonly string[]; readonly reason?: undefined }
  | { readonly parts?: undefined; readonly reason: string };

export function sqlKey(columns: readonly KeyColumn[], key: string): SqlKey {
  const given = keyParts(key, columns.length);
  if (given === undefined)
    return { reason: `it is not a JSON array of ${columns.length} texts, one for each key column` };
  const parts: string[] = [];
  for (const [at, { column, type }] of columns.entries()) {
    const part = given[at] ?? '';
    const normal = normalKeyPart(KEY_TYPES[type], part);
    if (normal === undefined || !isInRange(type, normal))
      return { reason: `its column ${column} is ${type}, and the key is not` };
    if (normal.includes('\0')) return { reason: `its column ${column} cannot hold the character NUL` };
    // A lone surrogate cannot be encoded in UTF-8, so the bytes of a different key would be sent.
    if (LONE_SURROGATE.test(normal)) return { reason: `its column ${column} cannot hold a lone surrogate` };
    parts.push(normal);
  }
  return { parts };
}

const LONE_SURROGATE = /\p{Surrogate}/u;

const isInRange = (type: KeyColumn['type'], text: string): boolean =>
  type !== 'bigint' || BigInt.asIntN(64, BigInt(text)) === BigInt(text);
