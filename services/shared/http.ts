/** Adapts API Gateway proxy events to functions of a parsed request. Errors become problem details (RFC 9457). */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import type { ApiHandler } from './handlers.ts';
import type { Log } from './logger.ts';
import { HttpProblem, invalid } from './problem.ts';
import { functionTracer } from './tracing/function-tracer.ts';
import type { Tracer } from './tracing/tracer.ts';

/** Header names are in lower case; `body` is parsed JSON, or undefined if empty. */
interface HttpRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface HttpReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route = (request: HttpRequest) => Promise<HttpReply>;

/** Routes by method and resource, such as `GET /products/{sku}`. */
export type Routes = Readonly<Record<string, Route>>;

/** A route that parses its request first, and reports all errors in it together. */
export function route<Schema extends z.ZodMiniType>(
  schema: Schema,
  answer: (request: z.output<Schema>) => Promise<HttpReply>,
): Route {
  return async (request) => {
    const parsed = z.safeParse(schema, request);
    if (parsed.success) return answer(parsed.data);
    throw invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  };
}

export const ok = (body: unknown): HttpReply => ({ status: 200, body });

export function apiHandler(routes: Routes, log: Log, tracer: Tracer = functionTracer()): ApiHandler {
  return async (event) => {
    const name = `${event.httpMethod} ${event.resource}`;
    // What only reads is no part of a saga.
    const correlationId = event.httpMethod === 'GET' ? undefined : correlationIdOf(event);
    return tracer.span(
      { name, kind: 'server', correlationId, attributes: { 'http.route': event.resource } },
      async (span) => {
        const answer = await answerTo(event, routes, log);
        span.set({ 'http.response.status_code': answer.statusCode });
        if (answer.statusCode >= 500) span.fail(`answered ${answer.statusCode}`);
        return answer;
      },
    );
  };
}

async function answerTo(event: APIGatewayProxyEvent, routes: Routes, log: Log): Promise<APIGatewayProxyResult> {
  try {
    const answer = routes[`${event.httpMethod} ${event.resource}`];
    if (answer === undefined) {
      throw new HttpProblem(404, 'Not found', `There is no route ${event.httpMethod} ${event.path}.`);
    }
    return render(await answer(readRequest(event)));
  } catch (error) {
    if (error instanceof HttpProblem) return renderProblem(error);
    const correlationId = correlationIdOf(event);
    log.error(`${event.httpMethod} ${event.resource} failed`, { ...(correlationId && { correlationId }), error });
    return renderProblem(new HttpProblem(500, 'Internal error', 'The request failed. It is safe to retry.'));
  }
}

/** The console's test of a method sends `headers: null`. */
const headersOf = (event: APIGatewayProxyEvent) =>
  Object.entries((event.headers as APIGatewayProxyEvent['headers'] | null) ?? {});

function readRequest(event: APIGatewayProxyEvent): HttpRequest {
  const headers = headersOf(event).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: Object.fromEntries(headers),
    body: readBody(event),
  };
}

function readBody({ body, isBase64Encoded }: APIGatewayProxyEvent): unknown {
  if (body === null || body === '') return undefined;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ path: 'body', message: 'Not valid JSON' }]);
  }
}

function correlationIdOf(event: APIGatewayProxyEvent): string | undefined {
  const header = headersOf(event).find(([name]) => name.toLowerCase() === 'x-correlation-id');
  return header?.[1];
}

function render({ status, body, headers }: HttpReply): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

const renderProblem = ({ status, title, message, errors }: HttpProblem): APIGatewayProxyResult =>
  render({
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: 'about:blank', title, status, detail: message, ...(errors.length > 0 && { errors }) },
  });
