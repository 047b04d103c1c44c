/** What the intrinsic functions compute. */
import { createHash } from 'node:crypto';
import { StateError } from '../state-error.ts';
import { isList, isObject, type Json, type JsonObject, parseJsonText } from './json.ts';

/** Where functions take chance from. */
export interface IntrinsicPorts {
  /** A random number in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
}

type Intrinsic = (given: readonly Json[], ports: IntrinsicPorts) => Json;

const fail = (name: string, reason: string): never => {
  throw new StateError('States.IntrinsicFailure', `${name}: ${reason}`);
};

/** Readers of arguments, which throw for a value of another type. */
const listAt = (name: string, given: readonly Json[], at: number): readonly Json[] => {
  const value = given[at];
  return value !== undefined && isList(value) ? value : fail(name, `argument ${at + 1} must be an array`);
};
const textAt = (name: string, given: readonly Json[], at: number): string => {
  const value = given[at];
  return typeof value === 'string' ? value : fail(name, `argument ${at + 1} must be a string`);
};
const wholeAt = (name: string, given: readonly Json[], at: number): number => {
  const value = given[at];
  return typeof value === 'number' ? Math.trunc(value) : fail(name, `argument ${at + 1} must be a number`);
};
const objectAt = (name: string, given: readonly Json[], at: number): JsonObject => {
  const value = given[at];
  return isObject(value) ? value : fail(name, `argument ${at + 1} must be an object`);
};

const MAX_LIST = 1000;
const ALGORITHMS: ReadonlySet<string> = new Set(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

const isSame = (one: Json, other: Json): boolean => sorted(one) === sorted(other);
const sorted = (value: Json): string =>
  JSON.stringify(value, (_name, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

function format(name: string, given: readonly Json[]): string {
  let next = 0;
  const filled = textAt(name, given, 0).replaceAll(/\\(?<brace>[{}])|\{\}/gu, (whole, brace: string | undefined) => {
    if (brace !== undefined) return brace;
    next += 1;
    const value = given[next];
    if (value === undefined) return fail(name, `there is no argument for placeholder ${next}`);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return next + 1 === given.length ? filled : fail(name, 'there are more arguments than placeholders');
}

function range(name: string, given: readonly Json[]): Json {
  const [first, last, step] = [wholeAt(name, given, 0), wholeAt(name, given, 1), wholeAt(name, given, 2)];
  if (step === 0) return fail(name, 'the step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MAX_LIST) return fail(name, `the array would have more than ${MAX_LIST} items`);
  return Array.from({ length: count }, (_item, at) => first + at * step);
}

function partition(name: string, given: readonly Json[]): Json {
  const list = listAt(name, given, 0);
  const size = wholeAt(name, given, 1);
  if (size < 1) return fail(name, 'the size must be at least 1');
  return Array.from({ length: Math.ceil(list.length / size) }, (_part, at) => list.slice(at * size, (at + 1) * size));
}

function hashed(name: string, given: readonly Json[]): string {
  const algorithm = textAt(name, given, 1);
  if (!ALGORITHMS.has(algorithm)) return fail(name, `the algorithm must be one of ${[...ALGORITHMS].join(', ')}`);
  const value = given[0] ?? null;
  const data = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(algorithm.replace('-', '').toLowerCase()).update(data).digest('hex');
}

/** A whole number from `start` up to and including `end`; a seed makes the choice repeatable. */
function random(name: string, given: readonly Json[], ports: IntrinsicPorts): number {
  const [start, end] = [wholeAt(name, given, 0), wholeAt(name, given, 1)];
  const share = given[2] === undefined ? ports.random() : shareOf(wholeAt(name, given, 2));
  return start + Math.floor(share * (end - start + 1));
}

/** A number in [0, 1) that the seed alone decides. */
export const shareOf = (seed: number): number =>
  createHash('md5').update(String(seed)).digest().readUInt32BE() / 2 ** 32;

const byName: Readonly<Record<string, (name: string, given: readonly Json[], ports: IntrinsicPorts) => Json>> = {
  'States.Format': format,
  'States.StringToJson': (name, given) => {
    const text = textAt(name, given, 0);
    try {
      return parseJsonText(text);
    } catch {
      return fail(name, 'the string is not JSON');
    }
  },
  'States.JsonToString': (_name, [value = null]) => JSON.stringify(value),
  'States.Array': (_name, given) => [...given],
  'States.ArrayPartition': partition,
  'States.ArrayContains': (name, given) => listAt(name, given, 0).some((item) => isSame(item, given[1] ?? null)),
  'States.ArrayRange': range,
  'States.ArrayGetItem': (name, given) =>
    listAt(name, given, 0)[wholeAt(name, given, 1)] ?? fail(name, 'the array has no item at this index'),
  'States.ArrayLength': (name, given) => listAt(name, given, 0).length,
  'States.ArrayUnique': (name, given) => {
    const list = listAt(name, given, 0);
    return list.filter((item, at) => list.findIndex((other) => isSame(item, other)) === at);
  },
  'States.Base64Encode': (name, given) => Buffer.from(textAt(name, given, 0)).toString('base64'),
  'States.Base64Decode': (name, given) => Buffer.from(textAt(name, given, 0), 'base64').toString('utf8'),
  'States.Hash': hashed,
  'States.JsonMerge': (name, given) => {
    if (given[2] !== false) return fail(name, 'the third argument must be false: only a shallow merge is supported');
    return { ...objectAt(name, given, 0), ...objectAt(name, given, 1) };
  },
  'States.MathRandom': random,
  'States.MathAdd': (name, given) => wholeAt(name, given, 0) + wholeAt(name, given, 1),
  'States.StringSplit': (name, given) => {
    const splitters = new Set(textAt(name, given, 1));
    const pieces: string[] = [];
    let piece = '';
    for (const character of textAt(name, given, 0)) {
      if (!splitters.has(character)) piece += character;
      else if (piece !== '') pieces.push(piece);
      if (splitters.has(character)) piece = '';
    }
    if (piece !== '') pieces.push(piece);
    return pieces;
  },
  'States.UUID': (_name, _given, { newId }) => newId(),
};

export const intrinsicFunctions: ReadonlyMap<string, Intrinsic> = new Map(
  Object.entries(byName).map(([name, compute]) => [name, (given, ports) => compute(name, given, ports)] as const),
);
