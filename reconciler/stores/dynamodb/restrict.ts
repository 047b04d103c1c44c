/** The conditions of a view as DynamoDB evaluates them, and as this process does for items that it has read by key. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Compared, comparedType, decimalText, meets, type Restriction } from '../where.ts';
import { type Attributes, valueOf } from './attribute.ts';
import type { Expressions } from './expression.ts';
import type { KeyPart } from './key.ts';
import { attributeAt } from './path.ts';
import { Unreadable } from '../unreadable.ts';

/** Whether the item is in the view. */
export const isInside = (restrictions: readonly Restriction[], item: Attributes): boolean =>
  restrictions.every(({ from, within, test }) =>
    meets(test, (type) => {
      const found = attributeAt(item, { from, within, type });
      return found === undefined || found instanceof Unreadable ? found : valueOf(type, found);
    }),
  );

/** An expression that holds for the items of the view; undefined if it holds for all. */
function filterOf(expressions: Expressions, restrictions: readonly Restriction[]): string | undefined {
  if (restrictions.length === 0) return undefined;
  return restrictions.map((restriction) => conditionOf(expressions, restriction)).join(' AND ');
}

function conditionOf(expressions: Expressions, { from, within, test }: Restriction): string {
  const path = [from, ...within].map((name) => expressions.name(name)).join('.');
  switch (test.kind) {
    case 'in':
      return anyOf(test.values.flatMap((value) => equalities(expressions, path, value)));
    case 'not':
      return `NOT ${anyOf(equalities(expressions, path, test.value))}`;
    case 'beginsWith':
      return `begins_with(${path}, ${expressions.value({ S: test.prefix })})`;
  }
}

/** DynamoDB refuses parentheses within parentheses around the same. */
const anyOf = (comparisons: readonly string[]): string =>
  comparisons.length === 1 ? (comparisons[0] ?? '') : `(${comparisons.join(' OR ')})`;

/** Comparisons of which one holds if the attribute is the value. */
const equalities = (expressions: Expressions, path: string, value: Compared): string[] =>
  value === null
    ? [`attribute_not_exists(${path})`, `attribute_type(${path}, ${expressions.value({ S: 'NULL' })})`]
    : [`${path} = ${expressions.value(attributeFor(value))}`];

/** The attribute that equals a value of a condition. */
export function attributeFor(value: Exclude<Compared, null>): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return comparedType(value) === 'boolean' ? { BOOL: value === true } : { N: decimalText(value as number | bigint) };
}

/** How the items of a view are asked for. */
export interface Selection {
  /** For a view of one partition: a condition on the key, which DynamoDB reads nothing beyond. */
  readonly keyCondition?: string;
  readonly filter?: string;
  /** Conditions that DynamoDB does not take where the key is given. */
  readonly rest: readonly Restriction[];
}

/**
 * One value for the partition key makes a query of the scan, which reads and charges that partition only.
 *
 * @param partition a value of the partition key that is given otherwise
 */
export function selectionOf(
  expressions: Expressions,
  [hash, range]: readonly KeyPart[],
  restrictions: readonly Restriction[],
  partition = oneValue(restrictions, hash?.attribute),
): Selection {
  const filter = (some: readonly Restriction[]) => filterOf(expressions, some);
  if (hash === undefined || partition === undefined) {
    const all = filter(restrictions);
    return { rest: [], ...(all !== undefined && { filter: all }) };
  }
  const ofKey = restrictions.filter(({ from }) => from === hash.attribute || from === range?.attribute);
  const sorted = ofKey.find(({ from, test }) => from === range?.attribute && isSortable(test));
  const others = filter(restrictions.filter((one) => !ofKey.includes(one)));
  const keyCondition = [
    `${expressions.name(hash.attribute)} = ${expressions.value(partition)}`,
    ...(sorted === undefined ? [] : [sortCondition(expressions, sorted)]),
  ].join(' AND ');
  return { keyCondition, rest: ofKey, ...(others !== undefined && { filter: others }) };
}

function oneValue(restrictions: readonly Restriction[], attribute: string | undefined): AttributeValue | undefined {
  for (const { from, test } of restrictions) {
    const [value, ...others] = from === attribute && test.kind === 'in' ? test.values : [];
    if (value !== undefined && value !== null && others.length === 0) return attributeFor(value);
  }
  return undefined;
}

const isSortable = (test: Restriction['test']): boolean =>
  test.kind === 'beginsWith' || (test.kind === 'in' && test.values.length === 1 && test.values[0] !== null);

function sortCondition(expressions: Expressions, { from, test }: Restriction): string {
  const name = expressions.name(from);
  if (test.kind === 'beginsWith') return `begins_with(${name}, ${expressions.value({ S: test.prefix })})`;
  const [value] = test.kind === 'in' ? test.values : [];
  return `${name} = ${expressions.value(attributeFor(value ?? ''))}`;
}
