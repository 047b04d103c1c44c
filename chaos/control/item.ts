/** Items of the control table: texts, numbers, booleans and maps of them. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { HarnessError } from '../errors.ts';

type Item = Record<string, AttributeValue>;
type Plain = string | number | boolean | null | { readonly [name: string]: Plain | undefined };

/** @throws HarnessError when an attribute is of a type that the control table does not use */
export function plainOf(item: Readonly<Item>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(name, value)]));
}

function plainValue(name: string, value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return plainOf(value.M);
  throw new HarnessError(`The control table holds an attribute ${name} of an unknown type. Remove its item.`);
}

/** Leaves out what is undefined. */
export function itemOf(fields: Readonly<Record<string, Plain | undefined>>): Item {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeOf(value)]])),
  );
}

function attributeOf(value: Plain): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      return value === null ? { NULL: true } : { M: itemOf(value) };
  }
}
