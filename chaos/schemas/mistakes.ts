/**
 * Words what is wrong with a value that does not match its schema: where, what must be there, and what is there instead.
 * Pass `wording` to the schema's `parse` or `safeParse`, and its issues to `mistakesOf`.
 *
 * A schema's own message is kept; it completes a sentence whose subject is the path, such as "must be ...". The reconciler
 * words the mistakes in its options in the same way, and a test holds the two together.
 */
import type { core } from 'zod/mini';

export interface Mistake {
  /** Such as `faults[2].rate`; empty for the value as a whole. */
  readonly path: string;
  readonly message: string;
}

type Issue = core.$ZodRawIssue;

export const wording = { error: messageFor, reportInput: true } as const satisfies core.ParseContext<core.$ZodIssue>;

/**
 * The message of a schema for values that match a test of its own.
 *
 * @param noun completes the sentence "must be ..."
 */
export const mustBe =
  (noun: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined
      ? `is required (${noun})`
      : `must be ${noun}, not ${isEmptyArray(input) && noun.startsWith('an array') ? 'an empty one' : shown(input)}`;

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * One mistake for each issue; an issue with several unknown members has one for each of them.
 *
 * @param member what the members of the value are called
 */
export function mistakesOf(issues: readonly core.$ZodIssue[], member: 'field' | 'option' = 'field'): Mistake[] {
  return issues
    .filter((issue, at) => !issues.slice(0, at).some((earlier) => covers(earlier, issue)))
    .flatMap((issue) => within(pathOf(issue.path), mistakesIn(issue, member)));
}

/** Whether the earlier issue says enough: a value of the wrong type is often of the wrong size too. */
const covers = (earlier: core.$ZodIssue, later: core.$ZodIssue): boolean =>
  earlier.code === 'invalid_type' && pathOf(earlier.path) === pathOf(later.path);

/** The mistakes of a value that is itself at this path. */
export const within = (path: string, mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.map((mistake) => ({ ...mistake, path: joined(path, mistake.path) }));

/** The mistake in one line. */
export function lineOf({ path, message }: Mistake): string {
  if (path === '') return message;
  return /^(?:is|must|needs) /.test(message) ? `${path} ${message}` : `${path}: ${message}`;
}

export const pathOf = (segments: readonly PropertyKey[]): string =>
  segments.reduce<string>(
    (path, segment) => joined(path, typeof segment === 'number' ? `[${segment}]` : String(segment)),
    '',
  );

const joined = (path: string, rest: string): string =>
  path === '' || rest === '' || rest.startsWith('[') ? `${path}${rest}` : `${path}.${rest}`;

function mistakesIn(issue: core.$ZodIssue, member: string): Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message === '' ? [] : issue.message.split(SEPARATOR);
    const choices = known.length === 0 ? '' : `; the ${member}s are ${known.join(SEPARATOR)}`;
    return issue.keys.map((key) => ({ path: key, message: `unknown ${member}${suggestion(key, known)}${choices}` }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return mistakesOf(closest(issue.errors));
  return [{ path: '', message: issue.message }];
}

/** The alternative that the value was most likely meant to be: its kind matches, and the fewest members are wrong. */
function closest(alternatives: readonly (readonly core.$ZodIssue[])[]): readonly core.$ZodIssue[] {
  const misses = (issues: readonly core.$ZodIssue[]): number =>
    issues.length + (issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys') ? 1000 : 0);
  return alternatives.toSorted((one, other) => misses(one) - misses(other))[0] ?? [];
}

const SEPARATOR = ', ';

/** The message of an issue. For unknown members, the known ones: `mistakesOf` makes a message for each unknown one. */
function messageFor(issue: Issue): string | undefined {
  if (issue.code === 'unrecognized_keys') return namesIn(issue.inst).join(SEPARATOR);
  const noun = nounOf(issue);
  return noun === undefined ? undefined : mustBe(noun)({ input: inputOf(issue) });
}

function namesIn(schema: unknown): string[] {
  const { shape = {} } = (schema as { readonly _zod?: { readonly def?: { readonly shape?: object } } })._zod?.def ?? {};
  return Object.keys(shape);
}

/** The value at the issue's path; for a discriminated union, the member that discriminates. */
function inputOf(issue: Issue): unknown {
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return issue.input;
  return (issue.input as Readonly<Record<string, unknown>> | null)?.[issue.discriminator];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  datetime: 'a time in UTC, such as 2026-03-14T15:00:00Z',
  url: 'a URL',
};

/** What the value must be; undefined where zod's own words have to do. */
function nounOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return NOUNS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values, issue.input);
    case 'invalid_union':
      return issue.discriminator === undefined
        ? undefined
        : oneOf((issue.options ?? []) as readonly unknown[], inputOf(issue));
    case 'invalid_format':
      return NOUNS[issue.format];
    case 'too_small':
      return sized(issue.origin, issue.inclusive === true ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return sized(issue.origin, issue.inclusive === true ? 'at most' : 'less than', issue.maximum);
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return undefined;
  }
}

function sized(origin: string, relation: string, limit: number | bigint): string {
  const isFilled = relation === 'at least' && limit === 1;
  if (origin === 'array') return isFilled ? 'an array that is not empty' : `an array of ${relation} ${limit}`;
  if (origin === 'string')
    return isFilled ? 'a string that is not empty' : `a string of ${relation} ${limit} characters`;
  return `${relation} ${limit}`;
}

function oneOf(values: readonly unknown[], given: unknown): string {
  const known = values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  const last = known.pop() ?? 'one of the allowed values';
  const texts = values.filter((value) => typeof value === 'string');
  return `${known.length === 0 ? last : `${known.join(SEPARATOR)} or ${last}`}${suggestion(given, texts)}`;
}

const MAX_SHOWN = 60;

/** A value in a message: a text is cut, and of a list or an object only the kind is shown. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN));
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Typing mistakes between a word and the one it is taken for. */
const MAX_TYPOS = 2;

/** Such as " (did you mean orders?)", if a known word is nearly the given one; empty otherwise. */
export function suggestion(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || given.length <= MAX_TYPOS) return '';
  const nearest = known
    .map((word) => ({ word, typos: typosBetween(given, word) }))
    .toSorted(
      (one, other) => one.typos - other.typos || sharedStart(given, other.word) - sharedStart(given, one.word),
    )[0];
  return nearest !== undefined && nearest.typos <= MAX_TYPOS ? ` (did you mean ${nearest.word}?)` : '';
}

/** Of two words as near, the one that begins alike is meant. */
function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Levenshtein's distance: letters to insert, remove or replace. */
function typosBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
