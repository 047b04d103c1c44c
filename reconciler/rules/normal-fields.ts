/** Converts the values that a user's function returns to the form in which a view compares them. */
import { type Fields, type FieldType, fromText, own, type Value, type View } from '../engine/index.ts';

/**
 * The fields in their normal form, and what is wrong with fields that have none. Messages show no value, because it may
 * be sensitive.
 */
export function normalFields(
  view: View,
  fields: Fields,
): { readonly fields: Fields; readonly mistakes: readonly string[] } {
  const mistakes: string[] = [];
  const normal = Object.entries(fields).flatMap(([field, value]): [string, Value][] => {
    const type = own(view.fields, field);
    if (type === undefined) {
      mistakes.push(`fields.${field}: is not a field of ${view.name}`);
      return [];
    }
    try {
      return [[field, normalValue(type, value)]];
    } catch {
      mistakes.push(`fields.${field}: is not of type ${type}`);
      return [];
    }
  });
  return { fields: Object.fromEntries(normal), mistakes };
}

/** @throws Error for a value that is not of this type */
function normalValue(type: FieldType, value: Value): Value {
  if (value === null || type === 'json') return value;
  if (type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string') {
    return typeof value === 'string' ? fromText(type, value) : value;
  }
  const isNumber = typeof value === 'bigint' || typeof value === 'number';
  if (isNumber && (type === 'integer' || type === 'decimal')) return fromText(type, String(value));
  throw new TypeError(type);
}
