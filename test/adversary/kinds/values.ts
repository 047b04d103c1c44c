/** Other values for a value of a run, of the same type. */
import type { FieldType } from '../schema-fields.ts';

/** What the other values depend on. */
export interface Surroundings {
  /** The run's first and last virtual moment. */
  readonly from: string;
  readonly to: string;
  /** Values that the same field has elsewhere in the file. */
  readonly elsewhere: readonly unknown[];
}

/** Returned by a change that removes the value. */
export const ABSENT = Symbol('absent');

/** Undefined: this value cannot be changed in this way. */
export type ValueChange = (value: unknown, surroundings: Surroundings) => unknown;

const HOUR_MS = 3_600_000;

const shifted = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();

const ofNumber =
  (change: (value: number) => number | undefined): ValueChange =>
  (value) =>
    typeof value === 'number' ? change(value) : undefined;

const ofTime =
  (change: (value: string, around: Surroundings) => string): ValueChange =>
  (value, around) =>
    typeof value === 'string' ? change(value, around) : undefined;

const ofList =
  (change: (value: readonly unknown[]) => readonly unknown[]): ValueChange =>
  (value) =>
    Array.isArray(value) && value.length > 0 ? change(value) : undefined;

const ofMap =
  (change: (entries: [string, unknown][]) => [string, unknown][] | undefined): ValueChange =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = change(Object.entries(value));
    return entries === undefined ? undefined : Object.fromEntries(entries);
  };

const numbers: Readonly<Record<string, ValueChange>> = {
  'one more': ofNumber((value) => value + 1),
  negative: ofNumber((value) => (value === 0 ? -1 : -Math.abs(value))),
  zero: ofNumber((value) => (value === 0 ? undefined : 0)),
  huge: ofNumber(() => 1e15),
};

const texts: Readonly<Record<string, ValueChange>> = {
  'that of another': (value, { elsewhere }) => elsewhere.find((other) => other !== value),
  unknown: (value) => (typeof value === 'string' ? `${value}-zz` : undefined),
  empty: (value) => (value === '' ? undefined : ''),
  'with letters that look alike': (value) =>
    typeof value === 'string' && /[aeo]/.test(value)
      ? value.replace(/[aeo]/, (letter) => ({ a: 'а', e: 'е', o: 'о' })[letter] ?? letter)
      : undefined,
  'the name of a prototype': (value) => (typeof value === 'string' ? '__proto__' : undefined),
};

const times: Readonly<Record<string, ValueChange>> = {
  'a second later': ofTime((value) => shifted(value, 1000)),
  'an hour earlier': ofTime((value) => shifted(value, -HOUR_MS)),
  'before the run': ofTime((_value, { from }) => shifted(from, -24 * HOUR_MS)),
  'after the run': ofTime((_value, { to }) => shifted(to, 24 * HOUR_MS)),
  'in the year 9999': ofTime(() => '9999-12-31T23:59:59.999Z'),
};

const lists: Readonly<Record<string, ValueChange>> = {
  emptied: ofList(() => []),
  'without its first': ofList((value) => value.slice(1)),
  'with its first twice': ofList((value) => [value[0], ...value]),
};

const maps: Readonly<Record<string, ValueChange>> = {
  'without its first': ofMap((entries) => (entries.length === 0 ? undefined : entries.slice(1))),
  'with one more': ofMap((entries) => {
    const [first] = entries;
    return first === undefined ? undefined : [...entries, ['zz', first[1]]];
  }),
};

const BY_TYPE: Readonly<Record<Exclude<FieldType, 'choice' | 'json'>, Readonly<Record<string, ValueChange>>>> = {
  number: numbers,
  whole: numbers,
  text: texts,
  time: times,
  flag: { 'the opposite': (value) => (typeof value === 'boolean' ? !value : undefined) },
  list: lists,
  map: maps,
  object: {},
};

/** The changes for values of a type, by name. */
export function changesFor(
  type: FieldType,
  optional: boolean,
  choices: readonly unknown[] = [],
): ReadonlyMap<string, ValueChange> {
  const absent: [string, ValueChange][] = optional ? [['absent', () => ABSENT]] : [];
  if (type === 'choice') {
    const others = choices.map((choice): [string, ValueChange] => [
      `changed to ${String(choice)}`,
      (value) => (value === choice || value === null ? undefined : choice),
    ]);
    return new Map([...others, ...absent]);
  }
  if (type === 'json') {
    return new Map([
      ...(['number', 'text', 'flag', 'list', 'map'] as const).flatMap((one) => [...changesFor(one, false)]),
      ['null', (value: unknown) => (value === null ? undefined : null)],
      ...absent,
    ]);
  }
  return new Map<string, ValueChange>([...Object.entries(BY_TYPE[type]), ...absent]);
}
