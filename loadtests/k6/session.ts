/** What all journeys share: the plan, the current iteration, calls of the API, and their record. */
import exec from 'k6/execution';
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from 'k6/http';
import { Trend } from 'k6/metrics';
import { correlationIdOf } from '@evenkeel/chaos/schemas/decision';
import type { LoadPlan, Stretch } from '../lib/plan.ts';
import type { Status } from '../lib/statuses.ts';

/** Less than API Gateway's 29 s, to distinguish a request that hangs from one that the gateway gave up on. */
export const TIMEOUT = '10s';

export const plan = JSON.parse(open(required('EVENKEEL_PLAN'))) as LoadPlan;

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

interface Request {
  readonly url: string;
  readonly params: RefinedParams<'text'>;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Groups calls of one kind in k6's metrics. */
  readonly name: string;
  readonly correlationId: string;
  readonly body?: unknown;
  readonly apiKey?: string;
  readonly expected?: readonly Status[];
}

export function requestOf({ path, name, correlationId, apiKey, expected = [200] }: Call): Request {
  return {
    url: `${plan.apiUrl}${path}`,
    params: {
      headers: {
        'content-type': 'application/json',
        ...credentials(apiKey),
        'x-correlation-id': correlationId,
      },
      tags: { name },
      timeout: TIMEOUT,
      responseType: 'text',
      responseCallback: http.expectedStatuses(...expected),
    },
  };
}

/** Headers with the API key and the token from the environment, if they are set; an API may need neither. */
export function credentials(apiKey: string | undefined = __ENV.EVENKEEL_API_KEY): Record<string, string> {
  const token = __ENV.EVENKEEL_TOKEN;
  return {
    ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

export function call(request: Call): RefinedResponse<'text'> {
  const { url, params } = requestOf(request);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  return http.request(request.method, url, body, params);
}

/** Sends a request and records it as the operation of this iteration. */
export function operate(request: Call, totalCents = 0): RefinedResponse<'text'> {
  const sentAt = new Date();
  const response = call(request);
  record(sentAt, response, totalCents);
  return response;
}

/** Records an operation for the history. */
export function record(sentAt: Date, response: RefinedResponse<ResponseType>, totalCents: number): void {
  const { metadata } = exec.vu.metrics;
  metadata.sent_at = sentAt.toISOString();
  metadata.total_cents = String(totalCents);
  operations.add(response.timings.duration, { status: String(response.status) });
  delete metadata.sent_at;
  delete metadata.total_cents;
}

export function required(name: string): string {
  const value = __ENV[name];
  if (value === undefined) throw new Error(`${name} is not set; start the load with \`evenkeel load\``);
  return value;
}
