/** Reads and writes JSON by path. */
import { JSONPath } from 'jsonpath-plus';
import { StateError, runtimeError } from '../state-error.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** What the paths of a state can refer to: `$`, `$$` and `$name`. */
export interface PathRoots {
  readonly input: Json;
  readonly context: JsonObject;
  readonly variable: (name: string) => Json | undefined;
}

const VARIABLE = /^\$(?<name>[\p{L}_][\p{L}\p{N}_]*)(?<rest>.*)$/su;

/** A path that selects one place at most: names and indexes only. */
const DEFINITE = /^\$(?:\.[^.[\]*?@()]+|\['(?:[^'\\]|\\.)*'\]|\["(?:[^"\\]|\\.)*"\]|\[\d+\])*$/u;

/** Whether a text of a definition is a path, such as `$.order.id`, `$$.Execution.Id` or `$total`. */
export const isPath = (text: string): boolean => text.startsWith('$');

/**
 * The value at a path. A path that may select several values selects a list of them.
 *
 * @param field the field of the state that holds the path
 * @throws StateError States.Runtime if the path selects nothing
 */
export function readPath(path: string, roots: PathRoots, field: string): Json {
  const value = findPath(path, roots);
  if (value !== undefined) return value;
  throw runtimeError(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(roots.input)}'`,
  );
}

/** Undefined if the path selects nothing. */
export function findPath(path: string, roots: PathRoots): Json | undefined {
  if (path.startsWith('$$')) return select(path.slice(1), roots.context);
  const { name, rest = '' } = VARIABLE.exec(path)?.groups ?? {};
  if (name === undefined) return select(path, roots.input);
  const value = roots.variable(name);
  return value === undefined ? undefined : select(`$${rest}`, value);
}

function select(path: string, root: Json): Json | undefined {
  if (path === '$') return root;
  if (root === null || typeof root !== 'object') return DEFINITE.test(path) ? undefined : [];
  let found: Json[];
  try {
    // `safe` evaluates filters without running them as JavaScript.
    found = JSONPath<Json[]>({ path, json: root as object, wrap: true, eval: 'safe' });
  } catch (error) {
    throw runtimeError(`The JSONPath '${path}' is not valid: ${String(error)}`);
  }
  return DEFINITE.test(path) ? found[0] : found;
}

/**
 * `whole` with `value` at a reference path, which names one place. Objects on the way are created.
 *
 * @throws StateError States.ResultPathMatchFailure if there is something else on the way
 */
export function writePath(path: string, whole: Json, value: Json): Json {
  const steps = stepsOf(path);
  const write = (at: Json | undefined, index: number): Json => {
    const step = steps[index];
    if (step === undefined) return value;
    if (typeof step === 'number' && at !== undefined && isList(at) && step <= at.length) {
      return at.toSpliced(step, 1, write(at[step], index + 1));
    }
    if (typeof step === 'string' && (at === undefined || isObject(at))) {
      return { ...at, [step]: write(at?.[step], index + 1) };
    }
    const cause = `Unable to apply the path '${path}' to the input '${JSON.stringify(whole)}'`;
    throw new StateError('States.ResultPathMatchFailure', cause);
  };
  return write(whole, 0);
}

/** @throws StateError States.Runtime unless the path is a reference path */
function stepsOf(path: string): (string | number)[] {
  if (!DEFINITE.test(path)) throw runtimeError(`The path '${path}' does not name exactly one place`);
  const steps = path.matchAll(/\.(?<name>[^.[\]]+)|\[['"](?<quoted>.*?)['"]\]|\[(?<index>\d+)\]/gu);
  return [...steps].map(({ groups = {} }) =>
    groups['index'] === undefined ? (groups['name'] ?? groups['quoted'] ?? '') : Number(groups['index']),
  );
}
