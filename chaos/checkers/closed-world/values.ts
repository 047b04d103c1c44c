/** Compares the fields of records. */
import type { Fields } from '../../schemas/index.ts';
import { isMatcher, type MatchedRecord, type Matcher } from '../../system/matchers.ts';

type Json = Fields[string];

function isSameValue(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, index) => isSameValue(value, other[index]))
    );
  }
  return isSameFields(one, other);
}

/** Whether no field differs. Builds no list, because it is asked of every record. */
function isSameFields(one: Fields, other: Fields): boolean {
  for (const field in one) if (!isSameValue(one[field], other[field])) return false;
  for (const field in other) if (!(field in one)) return false;
  return true;
}

const NONE: readonly string[] = [];

/** The names of the fields that differ. */
export function changedFields(one: Fields | undefined, other: Fields | undefined): readonly string[] {
  if (one === other || (one !== undefined && other !== undefined && isSameFields(one, other))) return NONE;
  const changed: string[] = [];
  for (const field in one) if (!isSameValue(one[field], other?.[field])) changed.push(field);
  for (const field in other) if (one === undefined || !(field in one)) changed.push(field);
  return changed;
}

/** Whether a record has this value, or one that the matcher allows. */
export function isAllowed(allowed: Json | Matcher, value: Json | undefined, record: MatchedRecord): boolean {
  return isMatcher(allowed) ? allowed.matches(value, record) : isSameValue(allowed, value);
}

export function shown(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

export function shownAllowed(allowed: Json | Matcher): string {
  return isMatcher(allowed) ? allowed.allows : shown(allowed);
}

/** Such as `state "CAPTURED", amountCents 500`. */
export function shownFields(fields: Readonly<Record<string, Json | Matcher>>): string {
  return Object.entries(fields)
    .map(([field, allowed]) => `${field} ${shownAllowed(allowed)}`)
    .join(', ');
}
