/**
 * The answers that the files of `evenkeel init` depend on: from options, from questions on a terminal, or by default.
 */
import type { FoundApp, FoundFunction, FoundTable, Route } from './inspect.ts';
import { usageFailure } from '../failure.ts';

export interface Options {
  readonly name?: string | undefined;
  readonly function?: string | undefined;
  readonly service?: string | undefined;
  readonly request?: string | undefined;
  readonly body?: string | undefined;
  readonly compare?: string | undefined;
}

export interface Answers {
  /** Name of the system. */
  readonly name: string;
  /** The function that the first experiment breaks. */
  readonly target: FoundFunction;
  /** Its name in experiments. */
  readonly service: string;
  /** The request that reaches it. */
  readonly route: Route;
  /** JSON; undefined for a request without a body. */
  readonly body: unknown;
  /** Two tables that must hold the same keys. */
  readonly compared: readonly [FoundTable, FoundTable] | undefined;
}

/** Asks a question; returns the default if nobody can be asked. */
export type Ask = (question: string, byDefault: string) => Promise<string>;

/**
 * @throws CommandFailure exit 2 if the app has no function that a request reaches, or an answer matches nothing in the
 * app
 */
export async function answersOf(app: FoundApp, options: Options, ask: Ask): Promise<Answers> {
  const reachable = app.functions.filter(({ routes }) => routes.length > 0);
  const [first] = reachable.toSorted((one, other) => Number(other.isEnabled) - Number(one.isEnabled));
  if (first === undefined) {
    throw usageFailure(
      `no method of a REST API in ${app.assembly} calls a function with a name: give the functions names that begin with ${app.prefix}, and the API at least one method`,
    );
  }
  const name = named(options.name ?? (await ask('Name of the system', app.prefix.replace(/-$/, ''))));
  const target = oneOf('function', reachable, options.function ?? (await ask('Function to break first', first.name)));
  const service = options.service ?? (await ask(`Its name in withChaos`, target.service ?? target.name));
  const route = routeNamed(
    target,
    options.request ?? (await ask('Request that reaches it', textOf(easiest(target.routes)))),
  );
  const body = await bodyOf(route, options.body, ask);
  return { name, target, service, route, body, compared: await comparedOf(app, options.compare, ask) };
}

function named(text: string): string {
  const name = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '') || 'my-system';
}

function oneOf<Thing extends { readonly name: string }>(what: string, things: readonly Thing[], name: string): Thing {
  const found = things.find((thing) => thing.name === name);
  if (found !== undefined) return found;
  throw usageFailure(`there is no ${what} ${name}; choose one of: ${things.map((thing) => thing.name).join(', ')}`);
}

const textOf = ({ method, path }: Route): string => `${method} ${path}`;

/** A request without parameters in its path, and without a body, most likely succeeds. */
function easiest(routes: readonly Route[]): Route {
  const effort = ({ method, path }: Route) => (path.includes('{') ? 2 : 0) + (method === 'GET' ? 0 : 1);
  const [route] = routes.toSorted((one, other) => effort(one) - effort(other));
  return route ?? { method: 'GET', path: '/', needsKey: false };
}

const REQUEST = /^(GET|POST|PUT|PATCH|DELETE|ANY) (\/\S*)$/;

function routeNamed({ name, routes }: FoundFunction, text: string): Route {
  const [, method = '', path = ''] = REQUEST.exec(text.trim()) ?? [];
  if (path === '') throw usageFailure(`a request is a method and a path, such as GET /orders; it is: ${text}`);
  const meant = routes.find(
    (route) => (route.method === 'ANY' || route.method === method) && matches(route.path, path),
  );
  if (meant === undefined) {
    throw usageFailure(`${text} does not reach ${name}; its methods are: ${routes.map(textOf).join(', ')}`);
  }
  return { ...meant, method: method === 'ANY' ? 'GET' : method, path: filled(path) };
}

/** Whether a path matches a route, in which a part in braces matches any text. */
function matches(route: string, path: string): boolean {
  if (route === path) return true;
  const parts = route.split('/').map((part) => {
    if (/^\{.+\+\}$/.test(part)) return '.+';
    return /^\{.+\}$/.test(part) ? '[^/]+' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`).test(path);
}

/** Uses the request's id, which is unique, as the value of a parameter. */
const filled = (path: string): string => path.replaceAll(/(?<!\{)\{[^{}]+\}(?!\})/g, '{{correlationId}}');

async function bodyOf({ method }: Route, given: string | undefined, ask: Ask): Promise<unknown> {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const text = given ?? (await ask('Body of the request, as JSON', '{}'));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usageFailure(`the body must be JSON; it is ${text}`, error);
  }
}

async function comparedOf({ tables }: FoundApp, given: string | undefined, ask: Ask): Promise<Answers['compared']> {
  if (tables.length < 2) return undefined;
  const text =
    given ?? (await ask(`Two tables that must hold the same keys (${tables.map(({ name }) => name).join(', ')})`, ''));
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) return undefined;
  const [left, right, ...more] = names.map((name) => oneOf('table', tables, name));
  if (left === undefined || right === undefined || more.length > 0) {
    throw usageFailure(`name two tables to compare, such as orders,invoices; it is ${text}`);
  }
  const typesOf = ({ key }: FoundTable) => key.map(({ type }) => type).join(' ');
  if (typesOf(left) !== typesOf(right)) {
    throw usageFailure(`the keys of ${left.name} and ${right.name} have different types, so no rule can compare them`);
  }
  return [left, right];
}
