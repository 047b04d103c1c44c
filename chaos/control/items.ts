/**
 * Items of the control table as plain objects, and back. They hold texts, numbers and one level of maps, so the SDK's
 * marshaller, a separate package, is not needed.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** The values of an item; an attribute of a type that the control table does not use is left out. */
export function fieldsOf(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, attribute]) => {
      const value = valueOf(attribute);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function valueOf({ S, N, M }: AttributeValue): unknown {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  return M === undefined ? undefined : fieldsOf(M);
}

/** What an item can hold; a member that is undefined gets no attribute. */
interface Fields {
  readonly [name: string]: string | number | Fields | undefined;
}

export function itemOf(fields: Fields): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeOf(value)]])),
  );
}

function attributeOf(value: string | number | Fields): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { M: itemOf(value) };
}
