/** Converts members of JSON documents to the values that are compared. */
import {
  ExactNumber,
  type FieldType,
  fromText,
  type Json,
  NonJsonValue,
  shownJson,
  type Value,
  ValueError,
} from '../engine/index.ts';
import { Unreadable } from './unreadable.ts';

type Members = Readonly<Record<string, Json>>;

/** The members of an object; undefined for any other value. */
export function membersOf(value: Json | undefined): Members | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value instanceof ExactNumber || value instanceof NonJsonValue ? undefined : (value as Members);
}

/** A member, or one within it; undefined if something on the way is missing or null. */
export function memberAt(type: FieldType, members: Members, path: readonly string[]): Json | Unreadable | undefined {
  const [first = '', ...within] = path;
  let found = Object.hasOwn(members, first) ? members[first] : undefined;
  for (const name of within) {
    if (found === undefined || found === null) return undefined;
    const inner = membersOf(found);
    if (inner === undefined)
      return new Unreadable(type, `${first}, which is not an object,`, `${first}, which is not an object,`);
    found = Object.hasOwn(inner, name) ? inner[name] : undefined;
  }
  return found;
}

export const unreadableMember = (type: FieldType, value: Json): Unreadable =>
  new Unreadable(type, shownJson(value), 'the member');

/** A member as a value of the type. */
export function memberValue(type: FieldType, value: Json): Value | Unreadable {
  if (value === null || type === 'json') return value;
  const text = textOf(type, value);
  if (text === undefined) {
    return new Unreadable(type, shownJson(value), 'the member', type === 'text' ? value : undefined);
  }
  try {
    return fromText(type, text);
  } catch (error) {
    if (error instanceof ValueError) return unreadableMember(type, value);
    throw error;
  }
}

/** Numbers may also be written as texts, as many exports do to keep their digits. */
function textOf(type: Exclude<FieldType, 'json'>, value: Json): string | undefined {
  if (typeof value === 'string') return type === 'boolean' ? undefined : value;
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  return type === 'integer' || type === 'decimal' ? numberText(value) : undefined;
}

export function numberText(value: Json | undefined): string | undefined {
  if (value instanceof ExactNumber) return value.digits;
  return typeof value === 'number' ? String(value) : undefined;
}
