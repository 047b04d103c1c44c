/**
 * The answers that the files of `evenkeel init` depend on: from options, from questions on a terminal, or by default.
 */
import type { FoundApp, FoundFunction, FoundTable, Route } from './inspect.ts';
import { CommandFailure, usageFailure } from '../failure.ts';

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
 * @throws CommandFailure exit 2 if the app has no function that a request reaches, or with every answer that matches
 * nothing in the app
 */
export async function answersOf(app: FoundApp, options: Options, ask: Ask): Promise<Answers> {
  const reachable = app.functions.filter(({ routes }) => routes.length > 0);
  const [first] = reachable.toSorted((one, other) => Number(other.isEnabled) - Number(one.isEnabled));
  if (first === undefined) {
    throw usageFailure(withoutRoute(app));
  }
  const mistakes: string[] = [];
  // After a mistake, the answers to further questions would be lost with it.
  const question: Ask = (text, byDefault) => (mistakes.length > 0 ? Promise.resolve(byDefault) : ask(text, byDefault));
  const name = named(options.name ?? (await question('Name of the system', app.prefix.replace(/-$/, ''))));
  const target = await checked(mistakes, async () =>
    functionNamed(app, reachable, options.function ?? (await question('Function to break first', first.name))),
  );
  const service =
    options.service ?? (await question(`Its name in withChaos`, (target ?? first).service ?? (target ?? first).name));
  const route = await checked(mistakes, async () => {
    const text =
      options.request ?? (await question('Request that reaches it', textOf(easiest((target ?? first).routes))));
    return target === undefined ? anyRouteNamed(reachable, text) : routeNamed(target, text);
  });
  const body = await checked(mistakes, () => bodyOf(route, options.body, question));
  const compared = await checked(mistakes, () => comparedOf(app, options.compare, question));
  if (mistakes.length > 0 || target === undefined || route === undefined) throw usageFailure(mistakes.join('\n'));
  return { name, target, service, route, body, compared };
}

/** The first experiment is drafted from a request, so something must answer one. */
function withoutRoute({ assembly, prefix, functions }: FoundApp): string {
  if (functions.length === 0)
    return `${assembly} has no function whose name begins with ${prefix}: name its functions so`;
  const names = functions.map(({ name }) => name).join(', ');
  return `no method of a REST API in ${assembly} calls one of its functions (${names}), and the first experiment is drafted from such a method: add one, or write evenkeel.system.ts, a journey and an experiment of your own`;
}

/** The answer; undefined if it matches nothing in the app, with the reason added to the mistakes. */
async function checked<Answer>(mistakes: string[], read: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    mistakes.push(error.message);
    return undefined;
  }
}

/** What the answers lead to that is easily overlooked, and where to change it. */
export function notesOn(options: Options, { name, target, service, route, body }: Answers): string[] {
  const request = `${route.method} ${route.path}`;
  return [
    ...(options.name === undefined || options.name === name
      ? []
      : [`The system is called ${name}: ${options.name} is not lower-case words joined by hyphens.`]),
    ...(target.service === undefined || target.service === service
      ? []
      : [
          `The code of ${target.name} wraps its handler under the service ${target.service}: a fault at ${service} does not reach it.`,
        ]),
    ...(body !== undefined && JSON.stringify(body) === '{}'
      ? [
          `The body of ${request} is {}: if the API needs more, pass --body, or change \`request.body\` in experiments/first.yaml.`,
        ]
      : []),
  ];
}

function functionNamed(app: FoundApp, reachable: readonly FoundFunction[], name: string): FoundFunction {
  const isUnreached = app.functions.some((found) => found.name === name) && !reachable.some((one) => one.name === name);
  if (!isUnreached) return oneOf('function', reachable, name);
  throw usageFailure(
    `no request of the API reaches the function ${name}, so the first experiment cannot break it: choose one of: ${reachable.map((found) => found.name).join(', ')}. ` +
      `Then copy experiments/first.yaml, and name the service of ${name} in its fault`,
  );
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

function routeNamed({ name, routes }: Pick<FoundFunction, 'name' | 'routes'>, text: string): Route {
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

/** For a request whose function is not known: it must at least reach one. */
const anyRouteNamed = (functions: readonly FoundFunction[], text: string): Route =>
  routeNamed({ name: 'any function', routes: functions.flatMap(({ routes }) => routes) }, text);

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

async function bodyOf(route: Route | undefined, given: string | undefined, ask: Ask): Promise<unknown> {
  const hasBody = route === undefined ? given !== undefined : !['GET', 'DELETE'].includes(route.method);
  if (!hasBody) return undefined;
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
