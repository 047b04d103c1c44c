import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Attributes that an item must hold; undefined is one that it must not have. */
export type Condition = Readonly<Record<string, AttributeValue | undefined>>;

/** Placeholders for the names and values of one command. */
export class Expressions {
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, AttributeValue>();

  name(attribute: string): string {
    const known = [...this.#names].find(([, name]) => name === attribute);
    if (known !== undefined) return known[0];
    const placeholder = `#n${this.#names.size}`;
    this.#names.set(placeholder, attribute);
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
      ExpressionAttributeNames: Object.fromEntries(this.#names),
      ...(this.#values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.#values) }),
    };
  }
}

export function allOf(expressions: Expressions, condition: Condition): string {
  return Object.entries(condition)
    .map(([attribute, value]) =>
      value === undefined
        ? `attribute_not_exists(${expressions.name(attribute)})`
        : `${expressions.name(attribute)} = ${expressions.value(value)}`,
    )
    .join(' AND ');
}
