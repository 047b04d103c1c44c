/** Intrinsic functions of JSONPath states: `States.Format('{}-{}', $.a, $$.Execution.Name)`. */
import { StateError } from '../state-error.ts';
import { intrinsicFunctions, type IntrinsicPorts } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { type PathRoots, readPath } from './json-path.ts';

type Call =
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Call[] }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'value'; readonly value: Json };

/** @throws StateError States.IntrinsicFailure */
export function evaluateIntrinsic(text: string, roots: PathRoots, ports: IntrinsicPorts): Json {
  return evaluate(new Parser(text).parse(), roots, ports);
}

/** Why the text is not a call of intrinsic functions; undefined if it is. */
export function whyNotIntrinsic(text: string): string | undefined {
  try {
    new Parser(text).parse();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function evaluate(call: Call, roots: PathRoots, ports: IntrinsicPorts): Json {
  if (call.kind === 'value') return call.value;
  if (call.kind === 'path') return readPath(call.path, roots, call.path);
  const given = call.arguments.map((argument) => evaluate(argument, roots, ports));
  return intrinsicFunctions.get(call.name)?.(given, ports) ?? null;
}

/** Recursive descent over one text. */
class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Call {
    const call = this.#argument();
    if (call.kind !== 'call' || this.#at < this.#text.length)
      this.#fail('it must be one call of an intrinsic function');
    return call;
  }

  #argument(): Call {
    this.#take(/\s*/uy);
    const quoted = this.#take(/'(?:[^'\\]|\\.)*'/uy);
    if (quoted !== undefined)
      return { kind: 'value', value: quoted.slice(1, -1).replaceAll(/\\(['{}\\])/gu, unescape) };
    const path = this.#take(/\$(?:\[[^\]]*\]|[^\s,()[\]])*/uy);
    if (path !== undefined) return { kind: 'path', path };
    const literal = this.#take(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/uy);
    if (literal !== undefined) return { kind: 'value', value: JSON.parse(literal) as Json };
    const name = this.#take(/States\.[A-Za-z0-9]+(?=\()/uy);
    if (name === undefined) return this.#fail(`it has no argument at position ${this.#at}`);
    if (!intrinsicFunctions.has(name)) this.#fail(`there is no intrinsic function ${name}`);
    return { kind: 'call', name, arguments: this.#list() };
  }

  #list(): Call[] {
    this.#take(/\(\s*/uy);
    const list: Call[] = [];
    if (this.#take(/\)/uy) !== undefined) return list;
    do list.push(this.#argument());
    while (this.#take(/\s*,/uy) !== undefined);
    if (this.#take(/\s*\)/uy) === undefined) this.#fail(`it has no closing bracket at position ${this.#at}`);
    return list;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(reason: string): never {
    throw new StateError('States.IntrinsicFailure', `The intrinsic function '${this.#text}' is not valid: ${reason}`);
  }
}

/** `States.Format` still needs to know which braces are escaped. */
const unescape = (escaped: string, character: string): string => ('{}'.includes(character) ? escaped : character);
