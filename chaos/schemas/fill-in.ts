/** Fills in the placeholders of a request. Plain TypeScript: k6 imports it too. */

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Replaces `{{name}}` with its value in every string of a JSON value. A placeholder without a value is kept. */
export function fillIn<Value extends Json>(value: Value, values: Readonly<Record<string, string>>): Value {
  return filled(value, values) as Value;
}

function filled(value: Json, values: Readonly<Record<string, string>>): Json {
  if (typeof value === 'string') {
    return value.replace(/\{\{([a-zA-Z]+)\}\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => filled(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, values)]));
}
