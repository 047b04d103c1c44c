/** Payload templates: objects in which a member named `x.$` is the value of a path or an intrinsic function. */
import { runtimeError } from '../state-error.ts';
import type { IntrinsicPorts } from './intrinsic-functions.ts';
import { evaluateIntrinsic } from './intrinsic.ts';
import { isList, isObject, type Json } from './json.ts';
import { isPath, type PathRoots, readPath } from './json-path.ts';

export function fillTemplate(template: Json, roots: PathRoots, ports: IntrinsicPorts): Json {
  if (isList(template)) return template.map((item) => fillTemplate(item, roots, ports));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]): [string, Json] => {
      if (!name.endsWith('.$')) return [name, fillTemplate(value, roots, ports)];
      if (typeof value !== 'string') throw runtimeError(`The value for the field '${name}' must be a path`);
      return [name.slice(0, -2), dynamicValue(value, roots, ports, name)];
    }),
  );
}

/** The value of a path or of an intrinsic function. */
export const dynamicValue = (text: string, roots: PathRoots, ports: IntrinsicPorts, field: string): Json =>
  isPath(text) ? readPath(text, roots, field) : evaluateIntrinsic(text, roots, ports);
