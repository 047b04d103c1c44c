/** Conditions of statements: all operators and keys must hold, and of the values of a key any. */
import { wildcard } from '../../core/index.ts';
import type { Statement } from './document.ts';
import { fillVariables, matchesArn } from './match.ts';
import type { RequestContext } from './request.ts';

type Compare = (actual: string, wanted: string) => boolean;

const like = (text: string, pattern: string): boolean => wildcard(pattern, { one: '?' })(text);
const numbers =
  (holds: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    holds(Number(actual), Number(wanted));
/** A date in ISO form, or in seconds since the epoch. */
const timeOf = (text: string): number => (/^\d+$/u.test(text) ? Number(text) * 1000 : Date.parse(text));
const dates =
  (holds: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    holds(timeOf(actual), timeOf(wanted));

const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: like,
  ArnEquals: (actual, wanted) => matchesArn(wanted, actual),
  ArnLike: (actual, wanted) => matchesArn(wanted, actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: numbers((actual, wanted) => actual === wanted),
  NumericLessThan: numbers((actual, wanted) => actual < wanted),
  NumericLessThanEquals: numbers((actual, wanted) => actual <= wanted),
  NumericGreaterThan: numbers((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: numbers((actual, wanted) => actual >= wanted),
  DateEquals: dates((actual, wanted) => actual === wanted),
  DateLessThan: dates((actual, wanted) => actual < wanted),
  DateLessThanEquals: dates((actual, wanted) => actual <= wanted),
  DateGreaterThan: dates((actual, wanted) => actual > wanted),
  DateGreaterThanEquals: dates((actual, wanted) => actual >= wanted),
};

/** Operators that hold unless the comparison of the same name does. */
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

interface Operator {
  /** Over the values of a key that has several. */
  readonly quantifier: 'all' | 'any' | undefined;
  readonly isNegated: boolean;
  readonly compare: Compare;
  /** Whether a request without the key meets the condition. */
  readonly ifExists: boolean;
}

/** Reads an operator such as `ForAllValues:StringLikeIfExists`; undefined if it is not supported. */
function readOperator(text: string): Operator | undefined {
  const {
    quantifier,
    name = '',
    exists,
  } = /^(?:For(?<quantifier>AllValues|AnyValue):)?(?<name>[A-Za-z]+?)(?<exists>IfExists)?$/u.exec(text)?.groups ?? {};
  const negated = NEGATIONS[name];
  const compare = COMPARISONS[negated ?? name];
  if (compare === undefined) return undefined;
  return {
    quantifier: quantifier === 'AllValues' ? 'all' : quantifier === 'AnyValue' ? 'any' : undefined,
    isNegated: negated !== undefined,
    compare,
    ifExists: exists !== undefined,
  };
}

function holds(name: string, key: string, wanted: readonly string[], context: RequestContext): boolean {
  const actual = context[key.toLowerCase()];
  if (name === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const operator = readOperator(name);
  if (operator === undefined) return false;
  const { quantifier, isNegated, compare, ifExists } = operator;
  if (actual === undefined) return ifExists || isNegated || quantifier === 'all';
  const values = wanted.flatMap((value) => fillVariables(value, context) ?? []);
  const matches = (one: string): boolean => values.some((value) => compare(one, value)) !== isNegated;
  const given = typeof actual === 'string' ? [actual] : actual;
  return quantifier === 'all' ? given.every(matches) : given.some(matches);
}

/** Whether a request meets all conditions of a statement. */
export const meetsConditions = ({ Condition }: Statement, context: RequestContext): boolean =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted, context)),
  );

/** The operators of a statement's conditions that are not supported here; such a condition never holds. */
export const unsupportedOperators = ({ Condition }: Statement): readonly string[] =>
  Object.keys(Condition).filter((name) => name !== 'Null' && readOperator(name) === undefined);
