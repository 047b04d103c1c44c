/** Expressions within DynamoDB's limits: 4 KB, and 300 operators and functions. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Attributes, ownAttribute, sameAttribute } from './attribute.ts';

/** Placeholders for the names and values of one command. */
export class Expressions {
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, AttributeValue>();

  name(attribute: string): string {
    const known = this.#names.get(attribute);
    if (known !== undefined) return known;
    const placeholder = `#n${this.#names.size}`;
    this.#names.set(attribute, placeholder);
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${this.#values.size}`;
    this.#values.set(placeholder, value);
    return placeholder;
  }

  get bound(): {
    readonly ExpressionAttributeNames: Record<string, string>;
    readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
  } {
    return {
      ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([attribute, name]) => [name, attribute])),
      ...(this.#values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.#values) }),
    };
  }
}

/** A comparison and the AND before it take two of the 300 operators, and at most 32 of the 4,096 bytes. */
const MAX_COMPARISONS = 120;

/**
 * A condition that holds if there is an item with these attributes. It names as many attributes as one expression may,
 * the important ones first. The others may differ, and attributes may have been added, so the caller compares the item
 * that the write returns.
 */
export function holds(expressions: Expressions, expected: Attributes, important: readonly string[]): string {
  const names = [...new Set([...important, ...Object.keys(expected)])].slice(0, MAX_COMPARISONS);
  return names
    .map((attribute) => {
      const value = ownAttribute(expected, attribute);
      return value === undefined
        ? `attribute_not_exists(${expressions.name(attribute)})`
        : `${expressions.name(attribute)} = ${expressions.value(value)}`;
    })
    .join(' AND ');
}

/** Maximum number of assignments in one expression. Each takes at most 16 of the 4,096 bytes. */
const MAX_ASSIGNMENTS = 240;

/** Attributes in which two items differ. */
export const changedNames = (before: Attributes, after: Attributes): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !sameAttribute(ownAttribute(before, name), ownAttribute(after, name)),
  );

/** An update that gives these attributes their values in the item; undefined if it is too much for one expression. */
export function assigned(expressions: Expressions, names: readonly string[], item: Attributes): string | undefined {
  if (names.length > MAX_ASSIGNMENTS) return undefined;
  const set: string[] = [];
  const removed: string[] = [];
  for (const attribute of names) {
    const value = ownAttribute(item, attribute);
    if (value === undefined) removed.push(expressions.name(attribute));
    else set.push(`${expressions.name(attribute)} = ${expressions.value(value)}`);
  }
  return [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
  ].join(' ');
}
