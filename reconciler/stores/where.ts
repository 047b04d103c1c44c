/** Which rows of a store a view shows. Every store understands the same conditions, and applies them itself if it can. */
import { fromText, type FieldType, type Json, type Value } from '../engine/index.ts';
import { namesOf } from './field.ts';
import { Unreadable } from './unreadable.ts';

/** A value to compare with; null is a missing value as well as a null. */
export type Compared = string | number | bigint | boolean | null;

/** What an attribute, column or member must be: this value, one of some, a text with this beginning, or anything else. */
export type Condition = Compared | readonly Compared[] | { readonly beginsWith: string } | { readonly not: Compared };

/**
 * Conditions by attribute, column or member. Dots lead into a document, as in `from`. A row that does not meet all of them
 * is not in the view, and no repair writes one.
 *
 * @example { status: ['open', 'held'], deletedAt: null }
 */
export type Where = Readonly<Record<string, Condition>>;

export type Test =
  | { readonly kind: 'in'; readonly values: readonly Compared[] }
  | { readonly kind: 'not'; readonly value: Compared }
  | { readonly kind: 'beginsWith'; readonly prefix: string };

/** One condition, parsed. */
export interface Restriction {
  /** The attribute, column or member of the row. */
  readonly from: string;
  /** Names that lead from there into a document. */
  readonly within: readonly string[];
  readonly test: Test;
}

/** @param isFlat whether the rows of the store hold no documents, so that a dot is part of a name */
export const restrictionsOf = (where: Where = {}, isFlat = false): readonly Restriction[] =>
  Object.entries(where).map(([path, condition]) => {
    const [from = path, ...within] = isFlat ? [path] : namesOf(path);
    return { from, within, test: testOf(condition) };
  });

function testOf(condition: Condition): Test {
  if (typeof condition !== 'object' || condition === null) return { kind: 'in', values: [condition] };
  if (isList(condition)) return { kind: 'in', values: condition };
  if ('not' in condition) return { kind: 'not', value: condition.not };
  return { kind: 'beginsWith', prefix: condition.beginsWith };
}

const isList = (condition: Condition): condition is readonly Compared[] => Array.isArray(condition);

/** The type as which a value is read in order to compare it. */
export function comparedType(value: Compared): Extract<FieldType, 'text' | 'decimal' | 'boolean' | 'json'> {
  if (value === null) return 'json';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'decimal';
}

/** A number in the form in which decimals are compared. */
export const decimalText = (value: number | bigint): string => fromText('decimal', String(value)) as string;

/** Reads what a row holds as this type; undefined if the row does not have it. */
export type ReadAs = (type: FieldType) => Value | Unreadable | undefined;

/** Whether a row meets the condition, for a store that cannot say so itself. */
export function meets(test: Test, readAs: ReadAs): boolean {
  switch (test.kind) {
    case 'in':
      return test.values.some((value) => isEqual(value, readAs));
    case 'not':
      return !isEqual(test.value, readAs);
    case 'beginsWith': {
      const text = readAs('text');
      return typeof text === 'string' && text.startsWith(test.prefix);
    }
  }
}

function isEqual(value: Compared, readAs: ReadAs): boolean {
  const found = readAs(comparedType(value));
  if (value === null) return found === undefined || found === null;
  if (found instanceof Unreadable) return false;
  return found === (typeof value === 'number' || typeof value === 'bigint' ? decimalText(value) : value);
}

/** The values that a new row must have, by the conditions that allow only one; null needs none. */
export const impliedValues = (
  restrictions: readonly Restriction[],
): readonly (Restriction & { readonly value: Exclude<Compared, null> })[] =>
  restrictions.flatMap((restriction) => {
    const { test } = restriction;
    const [value, ...others] = test.kind === 'in' ? test.values : [];
    return value === undefined || value === null || others.length > 0 ? [] : [{ ...restriction, value }];
  });

/** Why a write is refused that would take a row out of the view, or reach one that is not in it. */
export const OUTSIDE = "the row would be outside the view's `where`, so it is not written";
export const NOT_INSIDE = "the row is outside the view's `where`, so it is not written";

/** The conditions as JSON, for the digest of a rule. */
export const whereText = (restrictions: readonly Restriction[]): Json =>
  restrictions.map(({ from, within, test }) => ({ path: [from, ...within], ...testText(test) }));

function testText(test: Test): { readonly [name: string]: Json } {
  switch (test.kind) {
    case 'in':
      return { in: test.values.map(comparedText) };
    case 'not':
      return { not: comparedText(test.value) };
    case 'beginsWith':
      return { beginsWith: test.prefix };
  }
}

/** A text differs from a number with the same digits. */
const comparedText = (value: Compared): Json => [typeof value, value === null ? null : String(value)];
