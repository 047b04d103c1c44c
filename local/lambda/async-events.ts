import { parseArn, type QueueSink, type Site } from '../core/index.ts';
import { type AsyncPolicy, afterFailure, DEFAULT_ASYNC_POLICY } from './async-policy.ts';
import { destinationEnvelope } from './destination.ts';
import { executionRole } from './execution-role.ts';
import type { Invocation, Invocations } from './invocation.ts';
import type { LambdaMetrics } from './lambda-metrics.ts';
import type { FunctionRegistry, Target } from './registry.ts';

type Condition = Parameters<typeof destinationEnvelope>[0]['condition'];

/** One accepted event. */
interface AsyncEvent {
  readonly functionRef: string;
  readonly payload: string;
  readonly requestId: string;
  /** Virtual milliseconds. */
  readonly acceptedAt: number;
}

/** Lambda's queue of asynchronous events: retries in virtual time, then the destination or dead-letter queue. */
export class AsyncEvents {
  readonly #site: Site;
  readonly #registry: FunctionRegistry;
  readonly #invocations: Invocations;
  readonly #metrics: LambdaMetrics;
  readonly #queues: QueueSink;
  readonly #closing = new AbortController();

  constructor(parts: {
    readonly site: Site;
    readonly registry: FunctionRegistry;
    readonly invocations: Invocations;
    readonly metrics: LambdaMetrics;
    readonly queues: QueueSink;
  }) {
    this.#site = parts.site;
    this.#registry = parts.registry;
    this.#invocations = parts.invocations;
    this.#metrics = parts.metrics;
    this.#queues = parts.queues;
  }

  /** Accepts the event and processes it in the background; the caller never learns the outcome. */
  accept(functionRef: string, payload: string, requestId: string): void {
    const target = this.#registry.resolve(functionRef);
    this.#metrics.counted(target, 'AsyncEventsReceived');
    const event = { functionRef, payload, requestId, acceptedAt: this.#site.clock.now() };
    this.#process(event).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#site.log(`event ${requestId} of ${functionRef}: ${String(error)}`);
    });
  }

  close(): void {
    this.#closing.abort(new Error('Lambda is closing'));
  }

  async #process(event: AsyncEvent): Promise<void> {
    const { clock } = this.#site;
    let attempts = 0;
    let throttles = 0;
    let last: Invocation | undefined;
    for (;;) {
      const target = this.#registry.resolve(event.functionRef);
      const policy = target.fn.asyncPolicies.get(target.qualifier) ?? DEFAULT_ASYNC_POLICY;
      const invocation = await this.#invocations.run(target, event.payload, event.requestId);
      if (invocation.outcome === 'throttled') {
        throttles += 1;
      } else {
        [attempts, throttles, last] = [attempts + 1, 0, invocation];
      }
      if (invocation.outcome === 'replied') {
        await this.#deliver(event, target, policy.onSuccessArn, { condition: 'Success', attempts, last });
        return;
      }
      const ageMs = clock.now() - event.acceptedAt;
      const decision = afterFailure(invocation.outcome, { attempts, throttles, ageMs }, policy);
      if (decision.next === 'drop') {
        await this.#drop(event, target, policy, { condition: decision.condition, attempts, last });
        return;
      }
      await clock.sleep(decision.afterMs, this.#closing.signal);
    }
  }

  async #drop(
    event: AsyncEvent,
    target: Target,
    policy: AsyncPolicy,
    end: { readonly condition: Condition; readonly attempts: number; readonly last: Invocation | undefined },
  ): Promise<void> {
    this.#metrics.counted(target, 'AsyncEventsDropped');
    await this.#deliver(event, target, policy.onFailureArn, end);
    const { deadLetterArn } = target.version;
    if (deadLetterArn === undefined) return;
    const { last } = end;
    const errorMessage =
      last && 'payload' in last ? (JSON.parse(last.payload) as { errorMessage?: string }).errorMessage : undefined;
    const attributes = { RequestID: event.requestId, ErrorCode: '200', ErrorMessage: errorMessage ?? end.condition };
    const { caller } = executionRole(this.#site, target.version);
    await this.#queues.send(caller, deadLetterArn, event.payload, attributes).catch(() => {
      this.#metrics.counted(target, 'DeadLetterErrors');
    });
  }

  async #deliver(
    event: AsyncEvent,
    target: Target,
    arn: string | undefined,
    end: { readonly condition: Condition; readonly attempts: number; readonly last: Invocation | undefined },
  ): Promise<void> {
    if (arn === undefined) return;
    const { last } = end;
    const envelope = destinationEnvelope({
      timestamp: new Date(this.#site.clock.now()),
      requestId: event.requestId,
      functionArn: `${target.fn.arn}:${target.qualifier}`,
      condition: end.condition,
      attempts: end.attempts,
      requestPayload: event.payload,
      response: last && 'payload' in last ? { ...last, failed: last.outcome === 'failed' } : undefined,
    });
    try {
      const { caller } = executionRole(this.#site, target.version);
      if (parseArn(arn)?.service === 'lambda') {
        caller.demand([{ action: 'lambda:InvokeFunction', resource: arn }]);
        this.accept(arn, envelope, event.requestId);
      } else {
        await this.#queues.send(caller, arn, envelope);
      }
    } catch {
      this.#metrics.counted(target, 'DestinationDeliveryFailures');
    }
  }
}
