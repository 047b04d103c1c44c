/** JSONata expressions of a state: texts of the form `{% ... %}`. */
import jsonata from 'jsonata';
import { StateError } from '../state-error.ts';
import { intrinsicFunctions, type IntrinsicPorts, shareOf } from './intrinsic-functions.ts';
import { isList, isObject, type Json } from './json.ts';

/** What expressions can refer to. */
export interface JsonataScope {
  /** `$states`: input, context, and result or errorOutput. */
  readonly states: Json;
  readonly variables: Readonly<Record<string, Json>>;
  /** Virtual milliseconds. */
  readonly now: number;
  readonly ports: IntrinsicPorts;
}

const EXPRESSION = /^\{%(?<body>.*)%\}$/su;

export const isExpression = (text: string): boolean => EXPRESSION.test(text);

/** Replaces every expression in the template, however deep, by its value. */
export async function fillJsonata(template: Json, scope: JsonataScope, field: string): Promise<Json> {
  if (typeof template === 'string') {
    const body = EXPRESSION.exec(template)?.groups?.['body'];
    return body === undefined ? template : evaluate(body, scope, field);
  }
  if (isList(template)) {
    return Promise.all(template.map((item, at) => fillJsonata(item, scope, `${field}[${at}]`)));
  }
  if (!isObject(template)) return template;
  const members = Object.entries(template).map(
    async ([name, value]): Promise<[string, Json]> => [name, await fillJsonata(value, scope, `${field}/${name}`)],
  );
  return Object.fromEntries(await Promise.all(members));
}

/** Why the text holds an expression that JSONata cannot parse; undefined if it can. */
export function whyNotJsonata(text: string): string | undefined {
  const body = EXPRESSION.exec(text)?.groups?.['body'];
  if (body === undefined) return undefined;
  try {
    jsonata(body);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function evaluate(body: string, { states, variables, now, ports }: JsonataScope, field: string): Promise<Json> {
  let value: unknown;
  try {
    value = await jsonata(body).evaluate(undefined, { ...variables, ...functionsOf(now, ports), states });
  } catch (error) {
    throw new StateError(
      'States.QueryEvaluationError',
      `The JSONata expression '${body.trim()}' specified for the field '${field}' threw an error: ${messageOf(error)}`,
    );
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text !== undefined) return JSON.parse(text) as Json;
  throw new StateError(
    'States.QueryEvaluationError',
    `The JSONata expression '${body.trim()}' specified for the field '${field}' returned nothing (undefined).`,
  );
}

/** Functions that Step Functions adds to JSONata, and those that depend on time or chance. `$eval` is not available. */
function functionsOf(now: number, ports: IntrinsicPorts): Record<string, unknown> {
  const intrinsic =
    (name: string) =>
    (...given: Json[]): Json =>
      intrinsicFunctions.get(name)?.(given, ports) ?? null;
  return {
    partition: intrinsic('States.ArrayPartition'),
    range: intrinsic('States.ArrayRange'),
    hash: intrinsic('States.Hash'),
    random: (seed?: number) => (seed === undefined ? ports.random() : shareOf(seed)),
    uuid: () => ports.newId(),
    parse: intrinsic('States.StringToJson'),
    millis: () => now,
    now: () => new Date(now).toISOString(),
    eval: undefined,
  };
}

const messageOf = (error: unknown): string =>
  isObject(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
