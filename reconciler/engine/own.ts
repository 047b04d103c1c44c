/**
 * Reads a record whose names come from a user's schema. A plain index would also find what every object inherits, such as
 * `constructor` or `toString`.
 */
export const own = <Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
