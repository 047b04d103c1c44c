/** JSON, as a request's body holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Stands in the history for a value that a journey withholds. */
const WITHHELD: Json = { withheld: true };

/**
 * The body without these values.
 *
 * @param paths such as `card.number`; in a list, a path names a value of every item
 */
export function withheldIn(body: Json, paths: readonly string[]): Json {
  return paths.reduce((value, path) => without(value, path.split('.')), body);
}

function without(value: Json, [name, ...rest]: readonly string[]): Json {
  if (name === undefined) return WITHHELD;
  if (isList(value)) return value.map((item) => without(item, [name, ...rest]));
  if (typeof value !== 'object' || value === null || !(name in value)) return value;
  return { ...value, [name]: without(value[name] ?? null, rest) };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
