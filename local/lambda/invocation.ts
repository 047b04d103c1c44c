import { randomUUID } from 'node:crypto';
import type { Site } from '../core/index.ts';
import { throttleReason } from './concurrency.ts';
import { INIT_TIMEOUT, type Lease } from './environment-pool.ts';
import type { Environments } from './environments.ts';
import type { Ending, ExecutionEnvironment } from './execution-environment.ts';
import { runtimeExited, timedOut } from './failure.ts';
import type { FunctionLogs } from './function-logs.ts';
import type { LambdaMetrics } from './lambda-metrics.ts';
import { endLine, reportLine, startLine } from './log-lines.ts';
import type { LambdaFunction, Target } from './registry.ts';

export type Invocation =
  | { readonly outcome: 'replied'; readonly requestId: string; readonly version: string; readonly payload: string }
  | { readonly outcome: 'failed'; readonly requestId: string; readonly version: string; readonly payload: string }
  | { readonly outcome: 'throttled'; readonly reason: string };

/** Runs single events in environments, and adds concurrency limits, START and END log lines and metrics. */
export class Invocations {
  readonly #site: Site;
  readonly #environments: Environments;
  readonly #logs: FunctionLogs;
  readonly #metrics: LambdaMetrics;
  readonly #functions: () => readonly LambdaFunction[];
  readonly #accountConcurrency: number;

  constructor(parts: {
    readonly site: Site;
    readonly environments: Environments;
    readonly logs: FunctionLogs;
    readonly metrics: LambdaMetrics;
    readonly functions: () => readonly LambdaFunction[];
    /** Concurrent invocations that the account allows; what functions reserve is taken from it. */
    readonly accountConcurrency: number;
  }) {
    this.#site = parts.site;
    this.#environments = parts.environments;
    this.#logs = parts.logs;
    this.#metrics = parts.metrics;
    this.#functions = parts.functions;
    this.#accountConcurrency = parts.accountConcurrency;
  }

  async run(target: Target, payload: string, requestId: string): Promise<Invocation> {
    const { fn } = target;
    const reason = throttleReason(fn, this.#functions(), this.#accountConcurrency);
    if (reason !== undefined) {
      this.#metrics.throttled(target);
      return { outcome: 'throttled', reason };
    }
    fn.inFlight += 1;
    try {
      return await this.#runInPool(target, payload, requestId);
    } finally {
      fn.inFlight -= 1;
    }
  }

  async #runInPool(target: Target, payload: string, requestId: string): Promise<Invocation> {
    const pool = await this.#environments.pool(target.version);
    const lease = await pool.acquire();
    if ('failure' in lease) return this.#notStarted(target, lease.failure, requestId);
    try {
      return await this.#runIn(lease, target, payload, requestId);
    } finally {
      pool.release(lease.environment);
    }
  }

  async #runIn(
    { environment, initMs }: Extract<Lease, { environment: ExecutionEnvironment }>,
    target: Target,
    payload: string,
    requestId: string,
  ): Promise<Invocation> {
    const { version, invokedArn } = target;
    const logStream = this.#environments.logStream(environment);
    const write = (...lines: readonly string[]): void => {
      const timestamp = this.#site.clock.now();
      this.#logs.put(
        version,
        logStream,
        lines.map((message) => ({ timestamp, message })),
      );
    };
    write(startLine(requestId, version.version));
    const begun = performance.now();
    const traceId = `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`;
    const ending = await environment.invoke({
      requestId,
      payload,
      timeoutMs: version.timeoutSeconds * 1000,
      invokedFunctionArn: invokedArn,
      traceId,
    });
    const durationMs = performance.now() - begun;
    const failure = failureOf(ending, requestId, version.timeoutSeconds);
    if (ending.type !== 'outcome') write(failure ?? '');
    const heapBytes = ending.type === 'outcome' ? ending.heapBytes : 0;
    const status = ending.type === 'timed-out' ? 'timeout' : ending.type === 'exited' ? 'error' : undefined;
    const { memoryMb } = version;
    write(endLine(requestId), reportLine({ requestId, durationMs, memoryMb, heapBytes, initMs, status }));
    this.#metrics.invoked(target, { durationMs, failed: failure !== undefined });
    const common = { requestId, version: version.version };
    if (failure !== undefined) return { ...common, outcome: 'failed', payload: failure };
    return { ...common, outcome: 'replied', payload: ending.type === 'outcome' ? ending.payload : 'null' };
  }

  #notStarted(target: Target, ending: Ending, requestId: string): Invocation {
    const payload = failureOf(ending, requestId, INIT_TIMEOUT / 1000) ?? '{}';
    const timestamp = this.#site.clock.now();
    this.#logs.put(target.version, `init/${randomUUID()}`, [
      { timestamp, message: startLine(requestId, target.version.version) },
      { timestamp, message: payload },
      { timestamp, message: endLine(requestId) },
    ]);
    this.#metrics.invoked(target, { durationMs: 0, failed: true });
    return { outcome: 'failed', requestId, version: target.version.version, payload };
  }
}

/** AWS's error payload for a failed invocation, or undefined if it succeeded. */
function failureOf(ending: Ending, requestId: string, timeoutSeconds: number): string | undefined {
  switch (ending.type) {
    case 'outcome':
      return ending.failed ? ending.payload : undefined;
    case 'exited':
      return JSON.stringify(runtimeExited(requestId, ending.cause));
    case 'timed-out':
      return JSON.stringify(timedOut(requestId, timeoutSeconds));
  }
}
