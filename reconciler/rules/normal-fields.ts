/** Converts the values that a user's function returns to the form in which a view compares them. */
import { type Fields, normalValue, own, type Value, type View } from '../engine/index.ts';

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
