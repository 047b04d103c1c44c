import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Site } from '../core/index.ts';
import { reportedFailures } from './batch-response.ts';
import { failureRecord } from './failure-record.ts';
import type { Inbox } from './inbox.ts';
import type { MappingProperties } from './mapping-properties.ts';
import type { EventSourcePorts } from './ports.ts';
import { afterDelivery, backOffMs, type Delivery, type Discarded, expire, type Segment } from './segments.ts';
import type { StreamRecord } from './stream-record.ts';

/** A function's response to a batch. */
interface Response {
  readonly version: string;
  readonly functionError: string | undefined;
}

interface LaneOptions {
  readonly site: Site;
  readonly ports: Pick<EventSourcePorts, 'invoker' | 'executionRole' | 'metrics' | 'queues'>;
  readonly mapping: MappingProperties;
  readonly functionName: string;
  readonly inbox: Inbox;
  readonly signal: AbortSignal;
}

/** Default batch size. */
const BATCH_SIZE = 100;

/** Delivers an inbox to the function one batch at a time, and retries each until it succeeds or is discarded. */
export class Lane {
  readonly #options: LaneOptions;
  #lastResponse: Response | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Runs until the signal aborts. */
  async run(): Promise<never> {
    const { inbox, mapping, signal } = this.#options;
    const windowMs = mapping.MaximumBatchingWindowInSeconds * 1000;
    for (;;) {
      const items = await inbox.take(mapping.BatchSize ?? BATCH_SIZE, windowMs, signal);
      this.#lastResponse = undefined;
      await this.#finish([{ items, attempts: 0 }]);
    }
  }

  async #finish(batch: readonly Segment<StreamRecord>[]): Promise<void> {
    const { mapping, signal } = this.#options;
    const retries = mapping.MaximumRetryAttempts;
    const policy = {
      maximumRetryAttempts: retries < 0 ? undefined : retries,
      bisect: mapping.BisectBatchOnFunctionError,
    };
    let segments = batch;
    let failures = 0;
    while (segments.length > 0) {
      const aged = expire(segments, (record) => this.#isTooOld(record));
      if (aged.discarded) await this.#discard(aged.discarded);
      const [first] = aged.segments;
      if (!first) return;
      const delivery = await this.#deliver(first.items);
      const progress = afterDelivery(aged.segments, delivery, policy);
      if (progress.discarded) await this.#discard(progress.discarded);
      segments = progress.segments;
      failures = delivery.outcome === 'succeeded' || progress.discarded ? 0 : failures + 1;
      if (failures > 0) await wait(backOffMs(failures), undefined, { signal });
    }
  }

  #isTooOld({ arrivedAt }: StreamRecord): boolean {
    const { site, mapping } = this.#options;
    const limit = mapping.MaximumRecordAgeInSeconds;
    return limit >= 0 && site.clock.now() - arrivedAt > limit * 1000;
  }

  async #deliver(records: readonly StreamRecord[]): Promise<Delivery> {
    const { ports, mapping, functionName, signal, site } = this.#options;
    this.#reportAge(records);
    const result = await ports.invoker
      .invoke({
        functionRef: mapping.FunctionName,
        type: 'RequestResponse',
        payload: `{"Records":[${records.map(({ json }) => json).join(',')}]}`,
        caller: site.access.administrator,
        signal,
      })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        site.log(`mapping of ${functionName}: ${String(error)}`);
        return undefined;
      });
    if (result?.status !== 200) return { outcome: 'throttled' };
    const { functionError, payload, version = '$LATEST' } = result;
    this.#lastResponse = { version, functionError };
    if (functionError !== undefined) return { outcome: 'failed', from: 0 };
    if (!mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')) return { outcome: 'succeeded' };
    const sequenceNumbers = records.map(({ sequenceNumber }) => sequenceNumber);
    const failed = reportedFailures(payload, sequenceNumbers);
    const from = sequenceNumbers.findIndex((sequenceNumber) => failed.has(sequenceNumber));
    return from === -1 ? { outcome: 'succeeded' } : { outcome: 'failed', from };
  }

  /** Reports IteratorAge: how long the last record of the batch has been waiting, in real milliseconds. */
  #reportAge(records: readonly StreamRecord[]): void {
    const { ports, functionName } = this.#options;
    ports.metrics.put({
      namespace: 'AWS/Lambda',
      name: 'IteratorAge',
      dimensions: { FunctionName: functionName },
      value: performance.now() - (records.at(-1)?.seenAt ?? 0),
      unit: 'Milliseconds',
    });
  }

  async #discard({ items, attempts, condition }: Discarded<StreamRecord>): Promise<void> {
    const { ports, mapping, functionName, site } = this.#options;
    const arn = mapping.DestinationConfig?.OnFailure?.Destination;
    if (arn === undefined) return;
    const body = failureRecord({
      timestamp: new Date(site.clock.now()),
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${site.region}:${site.accountId}:function:${functionName}`,
      streamArn: mapping.EventSourceArn,
      condition,
      invokeCount: attempts,
      records: items,
      response: this.#lastResponse,
    });
    const { caller } = ports.executionRole(mapping.FunctionName);
    await ports.queues.send(caller, arn, body).catch((error: unknown) => {
      site.log(`mapping of ${functionName}: its on-failure queue rejected a record: ${String(error)}`);
      const dimensions = { FunctionName: functionName };
      const name = 'DestinationDeliveryFailures';
      ports.metrics.put({ namespace: 'AWS/Lambda', name, dimensions, value: 1, unit: 'Count' });
    });
  }
}
