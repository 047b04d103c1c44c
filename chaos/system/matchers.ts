/** What a field may hold whose exact value a definition cannot know, such as a time or a generated id. */
import type { Fields } from '../schemas/evidence/index.ts';

type Json = Fields[string];

/** Where a value stands: beside the other fields of its record, in a snapshot of a run. */
export interface MatchedRecord {
  readonly fields: Fields;
  /** Virtual times of the run's start and of the snapshot, in epoch milliseconds. */
  readonly run: { readonly from: number; readonly to: number };
  /** The same of its request, from its sending to its answer. Absent if the record belongs to none. */
  readonly request?: MatchedRecord['run'];
}

export interface Matcher {
  /** What it allows, as evidence says it: `an integer from 1`. */
  readonly allows: string;
  /** @param value undefined if the record does not have the field */
  matches(value: Json | undefined, record: MatchedRecord): boolean;
}

/** How far the clocks of functions and of the harness may be apart. */
export const TOLERATED_SKEW_MS = 60_000;

const UTC = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * A time in UTC that the run wrote: between its start and the snapshot.
 *
 * @param notBefore another field with a time, which this one does not precede
 * @param during `request` if it is written before the request is answered: not before it was sent, nor after its answer
 */
export function time({
  notBefore,
  during = 'run',
}: {
  readonly notBefore?: string;
  readonly during?: 'run' | 'request';
} = {}): Matcher {
  return {
    allows: `a time during the ${during}${notBefore === undefined ? '' : `, not before ${notBefore}`}`,
    matches(value, { fields, run, request = run }) {
      const at = timeOf(value);
      const { from, to } = during === 'request' ? request : run;
      // NaN is in no range.
      if (!(at >= from - TOLERATED_SKEW_MS && at <= to + TOLERATED_SKEW_MS)) return false;
      return notBefore === undefined || at >= timeOf(fields[notBefore]);
    },
  };
}

function timeOf(value: Json | undefined): number {
  return typeof value === 'string' && UTC.test(value) ? Date.parse(value) : Number.NaN;
}

/** A text that is not empty, such as a generated id. */
export function anyText(): Matcher {
  return { allows: 'a text', matches: (value) => typeof value === 'string' && value !== '' };
}

export function integer({
  min = -Infinity,
  max = Infinity,
}: {
  readonly min?: number;
  readonly max?: number;
} = {}): Matcher {
  const from = min === -Infinity ? '' : ` from ${min}`;
  const to = max === Infinity ? '' : ` up to ${max}`;
  return {
    allows: `an integer${from}${to}`,
    matches: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** One of these texts, numbers, booleans or null; `undefined` allows that the record does not have the field. */
export function oneOf(...values: readonly (string | number | boolean | null | undefined)[]): Matcher {
  return {
    allows: `one of ${values.map((value) => (value === undefined ? 'nothing' : JSON.stringify(value))).join(', ')}`,
    matches: (value) => values.some((allowed) => allowed === value),
  };
}

/** The value of another field of the same record. */
export function sameAs(field: string): Matcher {
  return {
    allows: `the same as ${field}`,
    matches: (value, { fields }) => value !== undefined && JSON.stringify(value) === JSON.stringify(fields[field]),
  };
}

/** A value of a sensitive field, of which the evidence holds only a digest. */
export function withheld(): Matcher {
  return {
    allows: 'a value that is withheld',
    matches: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && 'withheld' in value,
  };
}

export function isMatcher(value: unknown): value is Matcher {
  return typeof value === 'object' && value !== null && 'matches' in value && typeof value.matches === 'function';
}
