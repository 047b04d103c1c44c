/**
 * Checks the options of the public functions at run time. TypeScript checks them too, but a config may be plain JavaScript,
 * or cast. Every mistake is reported with its path and what is allowed there, before anything is read.
 *
 * Schemas only check: the options themselves are used, not zod's copy of them. The error message of a schema made here is a
 * noun phrase, which completes the sentence "must be ...".
 */
import * as z from 'zod/mini';
import { lineOf, type Problem, ReconciliationError } from './rules/problem.ts';

/**
 * @param caller the public function; used as the name if the options have none
 * @throws ReconciliationError with every mistake
 */
export function checkOptions(caller: string, schema: z.ZodMiniType, options: unknown): void {
  const parsed = z.safeParse(schema, options, { reportInput: true });
  if (!parsed.success) throw new ReconciliationError(problemsOf(parsed.error.issues, [nameIn(options) ?? caller]));
}

/**
 * Checks an argument, or the return value of a user's function. Unlike options, it has no name of its own.
 *
 * @throws ReconciliationError with every mistake
 */
export function checkArgument(place: string, schema: z.ZodMiniType, value: unknown): void {
  const problems = problemsWith(place, schema, value);
  if (problems.length > 0) throw new ReconciliationError(problems);
}

/**
 * @param place where the value is; empty if the paths already say so
 */
export function problemsWith(place: string, schema: z.ZodMiniType, value: unknown): Problem[] {
  const parsed = z.safeParse(schema, value, { reportInput: true });
  return parsed.success ? [] : problemsOf(parsed.error.issues, place === '' ? [] : [place]);
}

/** The first mistake, if any, in what a user's function returned during a run. */
export function mistakeIn(name: string, schema: z.ZodMiniType, value: unknown): string | undefined {
  const parsed = z.safeParse(schema, value, { reportInput: true });
  const [problem] = parsed.success ? [] : problemsOf(parsed.error.issues, [name, 'repair']);
  return problem && lineOf(problem);
}

const nameIn = (options: unknown): string | undefined =>
  typeof options === 'object' &&
  options !== null &&
  'name' in options &&
  typeof options.name === 'string' &&
  options.name !== ''
    ? options.name
    : undefined;

/** An object with these members and no others. */
export const strict = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : undefined),
  });

/** One of these strings, or anything else that `accepts` allows; `orElse` describes that. */
export const choice = (
  choices: readonly string[],
  { orElse, accepts = () => false }: { readonly orElse?: string; readonly accepts?: (value: unknown) => boolean } = {},
) =>
  z.custom((value) => choices.some((known) => known === value) || accepts(value), {
    error: ({ input }) => `${oneOf(choices, orElse)}${choices.length > 1 ? suggestion(input, choices) : ''}`,
  });

const oneOf = (choices: readonly string[], orElse: string | undefined): string => {
  const all = [...choices.map((known) => JSON.stringify(known)), ...(orElse === undefined ? [] : [orElse])];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} or ${last}`;
};

/** Any value that passes the test; `noun` says what it must be. */
export const custom = (noun: string, test: (value: unknown) => boolean) => z.custom(test, { error: () => noun });

/** A string that is not empty. */
export const filledText = custom('a string that is not empty', (value) => typeof value === 'string' && value !== '');

export const callback = custom('a function', (value) => typeof value === 'function');

/** Whether the value is an object with these methods. */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function');

type Path = readonly PropertyKey[];

function problemsOf(issues: readonly z.core.$ZodIssue[], at: Path): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const known = issue.message.split(', ');
      return issue.keys.map((key) => ({
        path: textOf([...path, key]),
        message: `unknown option${suggestion(key, known)}; the options are ${known.join(', ')}`,
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return problemsOf(closest(issue.errors), path);
    const noun = nounOf(issue);
    const given = inputOf(issue);
    const isEmptyArray = Array.isArray(given) && given.length === 0 && noun.startsWith('an array');
    const found = isEmptyArray ? 'an empty one' : shown(given);
    const message = given === undefined ? `is required (${noun})` : `must be ${noun}, not ${found}`;
    return [{ path: textOf(path), message }];
  });
}

/** The value at the issue's path; for a discriminated union, the member that discriminates. */
function inputOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return issue.input;
  return (issue.input as Readonly<Record<string, unknown>>)[issue.discriminator];
}

/** Such as `copies.rules[0].name`. */
const textOf = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`)).join('');

/** The alternative that the value was most likely meant to be: its kind matches, and the fewest members are wrong. */
function closest(alternatives: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const misses = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.length + (issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys') ? 1000 : 0);
  return alternatives.toSorted((one, other) => misses(one) - misses(other))[0] ?? [];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

function nounOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return NOUNS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return 'an array that is not empty';
    if (issue.origin === 'string') return 'a string that is not empty';
    return `${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`;
  }
  return issue.message;
}

const MAX_SHOWN = 60;

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN));
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Typing mistakes between a word and the one it is taken for. */
const MAX_TYPOS = 2;

function suggestion(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || given.length <= MAX_TYPOS) return '';
  const nearest = known
    .map((word) => ({ word, typos: typosBetween(given, word) }))
    .toSorted((one, other) => one.typos - other.typos)[0];
  return nearest !== undefined && nearest.typos <= MAX_TYPOS ? ` (did you mean ${nearest.word}?)` : '';
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
