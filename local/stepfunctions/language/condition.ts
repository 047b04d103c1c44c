/** The conditions of Choice states that use JSONPath. */
import { wildcard } from '../../core/index.ts';
import { isList, isObject, type Json, textOf } from '../data/json.ts';
import { findPath, type PathRoots, readPath } from '../data/json-path.ts';
import type { Condition, QueryLanguage } from './states.ts';

type Compare = (value: Json, expected: Json) => boolean;

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u;
/** Milliseconds since the epoch; undefined for a value that is no timestamp. */
export const timeOf = (value: Json): number | undefined =>
  typeof value === 'string' && TIMESTAMP.test(value) ? Date.parse(value) : undefined;

const texts =
  (compare: (one: string, other: string) => boolean): Compare =>
  (one, other) =>
    typeof one === 'string' && typeof other === 'string' && compare(one, other);
const numbers =
  (compare: (one: number, other: number) => boolean): Compare =>
  (one, other) =>
    typeof one === 'number' && typeof other === 'number' && compare(one, other);
const times =
  (compare: (one: number, other: number) => boolean): Compare =>
  (one, other) => {
    const [left, right] = [timeOf(one), timeOf(other)];
    return left !== undefined && right !== undefined && compare(left, right);
  };

const orders = {
  Equals: (one, other) => one === other,
  LessThan: (one, other) => one < other,
  GreaterThan: (one, other) => one > other,
  LessThanEquals: (one, other) => one <= other,
  GreaterThanEquals: (one, other) => one >= other,
} satisfies Record<string, (one: number | string, other: number | string) => boolean>;

/** `*` matches any text, and a backslash makes it plain. */
function matchesPattern(text: string, pattern: string): boolean {
  const [star, escaped] = ['\u{e000}', '\u{e001}'];
  const safe = pattern.replaceAll('\\\\', escaped).replaceAll(String.raw`\*`, star).replaceAll(escaped, '\\');
  return wildcard(safe)(text.replaceAll('*', star));
}

/** Comparisons of the variable with a value, each of which also exists with a path to the value. */
const comparisons: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ...Object.entries(orders).flatMap(([name, compare]): [string, Compare][] => [
    [`String${name}`, texts(compare)],
    [`Numeric${name}`, numbers(compare)],
    [`Timestamp${name}`, times(compare)],
  ]),
  ['BooleanEquals', (one, other) => typeof one === 'boolean' && one === other],
]);

/** Tests of the variable's presence or type. The variable is undefined if its path selects nothing. */
const tests: ReadonlyMap<string, (value: Json | undefined) => boolean> = new Map<
  string,
  (value: Json | undefined) => boolean
>([
  ['IsPresent', (value) => value !== undefined],
  ['IsNull', (value) => value === null],
  ['IsString', (value) => typeof value === 'string'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => value !== undefined && timeOf(value) !== undefined],
]);

const NOT_OPERATORS: ReadonlySet<string> = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

const operatorOf = (condition: Condition): [string, Json] | undefined =>
  Object.entries(condition).find(([name]) => !NOT_OPERATORS.has(name));

const conditionsIn = (value: Json): readonly Condition[] => (isList(value) ? value : [value]).filter(isObject);

/** Why it is no condition; undefined if it is one. */
export function whyNotCondition(condition: Condition, language: QueryLanguage): string | undefined {
  const operators = Object.keys(condition).filter((name) => !NOT_OPERATORS.has(name));
  const [name = ''] = operators;
  if (operators.length !== 1) return 'a choice must have exactly one comparison';
  if (language === 'JSONata')
    return name === 'Condition' ? undefined : `${name} is not supported in a JSONata state: write a Condition`;
  const value = condition[name] ?? null;
  if (name === 'And' || name === 'Or' || name === 'Not') {
    return conditionsIn(value)
      .map((inner) => whyNotCondition(inner, language))
      .find((reason) => reason !== undefined);
  }
  if (typeof condition['Variable'] !== 'string') return 'a comparison needs a Variable';
  const isKnown =
    tests.has(name) || name === 'StringMatches' || comparisons.has(name) || comparisons.has(name.replace(/Path$/u, ''));
  return isKnown ? undefined : `there is no comparison ${name}`;
}

/**
 * Whether the condition holds.
 *
 * @throws StateError States.Runtime if a path selects nothing
 */
export function holds(condition: Condition, roots: PathRoots): boolean {
  const [name, value] = operatorOf(condition) ?? ['', null];
  switch (name) {
    case 'And':
      return conditionsIn(value).every((inner) => holds(inner, roots));
    case 'Or':
      return conditionsIn(value).some((inner) => holds(inner, roots));
    case 'Not':
      return conditionsIn(value).every((inner) => !holds(inner, roots));
    default:
      return compares(textOf(condition['Variable'] ?? ''), name, value, roots);
  }
}

function compares(variable: string, name: string, expected: Json, roots: PathRoots): boolean {
  const test = tests.get(name);
  if (test !== undefined) {
    const found = findPath(variable, roots);
    if (found === undefined && name !== 'IsPresent') readPath(variable, roots, 'Variable');
    return test(found) === expected;
  }
  const value = readPath(variable, roots, 'Variable');
  if (name === 'StringMatches') {
    return typeof value === 'string' && typeof expected === 'string' && matchesPattern(value, expected);
  }
  const compare = comparisons.get(name);
  if (compare !== undefined) return compare(value, expected);
  return comparisons.get(name.replace(/Path$/u, ''))?.(value, readPath(textOf(expected), roots, name)) ?? false;
}
