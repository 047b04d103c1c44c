/** What a journey needs from its run: the plan, the current iteration, calls of the API, and their record. */
import exec from 'k6/execution';
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from 'k6/http';
import { Trend } from 'k6/metrics';
import { correlationIdOf } from '@evenkeel/chaos/schemas/decision';
import type { LoadPlan, Stretch } from '../lib/plan.ts';
import type { Status } from '../lib/statuses.ts';
import { type Json, withheldIn } from '../lib/withheld.ts';

/** Less than API Gateway's 29 s, to distinguish a request that hangs from one that the gateway gave up on. */
export const TIMEOUT = '10s';

/** Says which region has answered, in a system of two. k6 capitalises the names of headers. */
const REGION_HEADER = 'X-Evenkeel-Region';

/** What the run does. `follow` says whether journeys follow a few of their sagas to the end. */
export const plan = JSON.parse(open(required('EVENKEEL_PLAN'))) as LoadPlan;

const headers = textsIn('EVENKEEL_HEADERS');
const secrets = textsIn('EVENKEEL_SECRETS');

/** One point per load operation: its duration, its status and, as metadata, what the history needs. */
const operations = new Trend('operation', true);

export interface Iteration {
  readonly number: number;
  readonly correlationId: string;
  readonly stretch: Stretch;
}

/** The current iteration, or `undefined` if it is one more than planned, as k6 may start when a stretch ends. */
export function iteration(): Iteration | undefined {
  const stretch = plan.stretches[exec.scenario.name];
  const started = exec.scenario.iterationInTest;
  if (stretch === undefined || started >= stretch.planned) return undefined;
  const number = stretch.firstIteration + started;
  const correlationId = correlationIdOf({ run: plan.run, scenario: stretch.scenario, iteration: number });
  // Metadata and not tags: ids are unique, and k6 would create a time series for every tag value.
  exec.vu.metrics.metadata.correlation_id = correlationId;
  return { number, correlationId, stretch };
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's URL. */
  readonly path: string;
  /** Groups calls of one kind in k6's metrics, such as `GET /orders/{id}`. */
  readonly name: string;
  /** Sent as `x-correlation-id`. */
  readonly correlationId: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** By lower-case name; they replace those of the credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are not failures; 200 by default. */
  readonly expected?: readonly Status[];
  /**
   * Values of the body that no evidence may show, by their path: `address`, `card.number`. The history then says only that
   * the request had one.
   */
  readonly withhold?: readonly string[];
  /** False for a call that may be slow, such as one of a burst. Slow calls fail the load otherwise. */
  readonly timed?: boolean;
}

/** A call as `k6/http` takes it, for journeys that send several at once. */
export interface PreparedRequest {
  readonly url: string;
  readonly params: RefinedParams<'text'>;
}

export function requestOf(call: Call): PreparedRequest {
  const { path, name, correlationId, expected = [200], timed = true } = call;
  return {
    url: `${apiUrl()}${path}`,
    params: {
      headers: {
        'content-type': 'application/json',
        ...headers,
        ...call.headers,
        'x-correlation-id': correlationId,
      },
      tags: { name, timed: timed ? 'yes' : 'no' },
      timeout: TIMEOUT,
      responseType: 'text',
      responseCallback: http.expectedStatuses(...expected),
    },
  };
}

/** The API's URL for the customer who sends the current iteration. */
export function apiUrl(): string {
  const near = plan.stretches[exec.scenario.name]?.near ?? 'home';
  return plan.urls?.[near] ?? plan.apiUrl;
}

/** The headers that authenticate a request, by lower-case name; an API may need none. */
export function credentials(): Readonly<Record<string, string>> {
  return headers;
}

/** Sends a request that is not an operation of the history. */
export function call(request: Call): RefinedResponse<'text'> {
  const { url, params } = requestOf(request);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  return http.request(request.method, url, body, params);
}

/** What a request asks for; the system's definition finds it in the history. */
export type Asked = Readonly<Record<string, Json>> & {
  /** The statuses that other calls of the iteration got, by any name, and 0 for no answer: k6 must have counted each. */
  readonly answered?: Readonly<Record<string, number>>;
};

/**
 * Sends a request and records it as the operation of this iteration: its `method`, `path` and `body`.
 *
 * @param asked what else the definition needs to know of the request
 */
export function operate(request: Call, asked?: Asked): RefinedResponse<'text'> {
  const sentAt = new Date();
  const response = call(request);
  record(sentAt, response, { ...wholeRequest(request), ...asked });
  return response;
}

/** A request in full, without what it withholds, as the history keeps it. */
export function wholeRequest({
  method,
  path,
  body,
  withhold = [],
}: Pick<Call, 'method' | 'path' | 'body' | 'withhold'>): Asked {
  if (body === undefined) return { method, path };
  return { method, path, body: withheldIn(JSON.parse(JSON.stringify(body)) as Json, withhold) };
}

/** Records the operation of this iteration. */
export function record(sentAt: Date, response: RefinedResponse<ResponseType>, asked?: Asked): void {
  const { metadata } = exec.vu.metrics;
  metadata.sent_at = sentAt.toISOString();
  if (asked !== undefined) metadata.asked = JSON.stringify(asked);
  const region = response.headers[REGION_HEADER];
  if (region !== undefined) metadata.region = region;
  operations.add(response.timings.duration, { status: String(response.status) });
  delete metadata.sent_at;
  delete metadata.asked;
  delete metadata.region;
}

/** The JSON that the system's definition gives its journeys. */
export function data(): unknown {
  return plan.data;
}

/** @throws Error if the definition's `credentials` has no such secret */
export function secret(name: string): string {
  const value = secrets[name];
  if (value !== undefined) return value;
  const known = Object.keys(secrets).join(', ');
  throw new Error(`the definition's credentials have no secret ${name}; they have ${known === '' ? 'none' : known}`);
}

function textsIn(variable: string): Readonly<Record<string, string>> {
  return JSON.parse(__ENV[variable] ?? '{}') as Record<string, string>;
}

function required(name: string): string {
  const value = __ENV[name];
  if (value === undefined) throw new Error(`${name} is not set; start the load with \`evenkeel load\``);
  return value;
}
