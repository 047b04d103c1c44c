import { randomUUID } from 'node:crypto';
import {
  AwsError,
  type FunctionInvoker,
  type InvokeResult,
  type LogSink,
  type MetricSink,
  type QueueSink,
  type Site,
} from '../core/index.ts';
import { AsyncEvents } from './async-events.ts';
import { ACCOUNT_CONCURRENCY } from './concurrency.ts';
import { CodeDownloads } from './code-downloads.ts';
import { Environments, type FindNode } from './environments.ts';
import { FunctionLogs } from './function-logs.ts';
import { type Invocation, Invocations } from './invocation.ts';
import { LambdaMetrics } from './lambda-metrics.ts';
import { FunctionRegistry } from './registry.ts';

export interface LambdaPorts {
  readonly metrics: MetricSink;
  readonly logs: LogSink;
  readonly queues: QueueSink;
  /** Added to every worker's variables, and overrides the function's own: `AWS_ENDPOINT_URL_*`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Concurrent invocations that the account allows; 1,000 by default. */
  readonly accountConcurrency?: number | undefined;
  /** Finds the Node.js that runs the functions of a runtime. */
  readonly findNode: FindNode;
}

/**
 * Maximum size of an event in bytes, for synchronous and for asynchronous invocations: for these, 1 MB since October 2025.
 *
 * @internal
 */
export const PAYLOAD_LIMIT = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 } as const;

type InvokeRequest = Omit<Parameters<FunctionInvoker['invoke']>[0], 'caller'> & {
  readonly qualifier?: string | undefined;
};

/** The result of an invocation, with a member that only the HTTP API returns. */
export interface DetailedResult extends InvokeResult {
  readonly throttleReason?: string;
}

/** The state behind the API: functions, their environments and their asynchronous events. */
export class Lambda {
  readonly site: Site;
  readonly logs: LogSink;
  readonly registry: FunctionRegistry;
  readonly downloads: CodeDownloads;
  readonly #environments: Environments;
  readonly #invocations: Invocations;
  readonly #asyncEvents: AsyncEvents;

  constructor(
    site: Site,
    { metrics, logs, queues, environment, findNode, accountConcurrency = ACCOUNT_CONCURRENCY }: LambdaPorts,
  ) {
    this.site = site;
    this.logs = logs;
    this.registry = new FunctionRegistry(site, accountConcurrency);
    this.downloads = new CodeDownloads(site.baseUrl);
    const functionLogs = new FunctionLogs(site, logs);
    this.#environments = new Environments(site, functionLogs, environment, findNode);
    const lambdaMetrics = new LambdaMetrics(metrics);
    const { registry } = this;
    this.#invocations = new Invocations({
      site,
      environments: this.#environments,
      logs: functionLogs,
      metrics: lambdaMetrics,
      functions: () => registry.list(),
      accountConcurrency,
    });
    const invocations = this.#invocations;
    this.#asyncEvents = new AsyncEvents({ site, registry, invocations, metrics: lambdaMetrics, queues });
  }

  async invoke({ functionRef, qualifier, type, payload, signal }: InvokeRequest): Promise<DetailedResult> {
    const event = parsePayload(payload, type);
    const requestId = randomUUID();
    const target = this.registry.resolve(functionRef, qualifier);
    if (type === 'Event') {
      this.#asyncEvents.accept(target.invokedArn, event, requestId);
      return { status: 202, payload: '' };
    }
    return resultOf(await unlessAborted(this.#invocations.run(target, event, requestId), signal));
  }

  /** Invokes a function for a caller that needs the permission, as its own role or the function's policy gives it. */
  async invokeAs({ caller, ...request }: Parameters<FunctionInvoker['invoke']>[0]): Promise<InvokeResult> {
    const { invokedArn } = this.registry.resolve(request.functionRef);
    caller.demand([{ action: 'lambda:InvokeFunction', resource: invokedArn }]);
    return await this.invoke(request);
  }

  /** Finds the Node.js of a runtime, so that the first call need not wait for it. */
  prepare(runtime: string): Promise<void> {
    return this.#environments.prepare(runtime);
  }

  probes(): ReturnType<Environments['probes']> {
    return this.#environments.probes();
  }

  ended(): ReturnType<Environments['ended']> {
    return this.#environments.ended();
  }

  async close(): Promise<void> {
    this.#asyncEvents.close();
    await this.#environments.close();
  }
}

/** Stops waiting when the signal aborts; the function keeps running, as it does on AWS. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return await work;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

function parsePayload(payload: string, type: keyof typeof PAYLOAD_LIMIT): string {
  const limit = PAYLOAD_LIMIT[type];
  if (Buffer.byteLength(payload) > limit) {
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw new AwsError('RequestEntityTooLargeException', message, { status: 413 });
  }
  if (payload === '') return '{}';
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${String(error)}`;
    throw new AwsError('InvalidRequestContentException', message);
  }
  return payload;
}

function resultOf(invocation: Invocation): DetailedResult {
  switch (invocation.outcome) {
    case 'replied':
      return { status: 200, payload: invocation.payload, version: invocation.version };
    case 'failed':
      return { status: 200, payload: invocation.payload, version: invocation.version, functionError: 'Unhandled' };
    case 'throttled': {
      const { reason } = invocation;
      const payload = JSON.stringify({ Reason: reason, Type: 'User', message: 'Rate Exceeded.' });
      return { status: 429, payload, throttleReason: reason };
    }
  }
}
