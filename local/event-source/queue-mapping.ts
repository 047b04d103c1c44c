import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { parseArn, type Site } from '../core/index.ts';
import { reportedFailures } from './batch-response.ts';
import { type JsonClient, jsonClient } from '../core/json-client.ts';
import { filterOf, type MappingProperties } from './mapping-properties.ts';
import type { EventSourcePorts } from './ports.ts';
import { filterView, type QueueMessage, queueEvent, receivedMessages } from './queue-message.ts';

/** Maximum number of batches in flight, which is what Lambda starts with. */
const CONCURRENCY = 5;

/** Default batch size, and the maximum number of messages that one receive returns. */
const BATCH_SIZE = 10;

/** Seconds that a receive waits for a message. */
const LONG_POLL = 20;

/** Real milliseconds to wait after a receive that failed or immediately returned nothing. */
const PAUSE = 1000;

interface QueueMappingOptions {
  readonly site: Site;
  readonly ports: EventSourcePorts;
  readonly mapping: MappingProperties;
  readonly functionName: string;
  readonly signal: AbortSignal;
}

class QueueMapping {
  readonly #options: QueueMappingOptions;
  readonly #client: JsonClient;
  readonly #queueUrl: string;

  constructor(options: QueueMappingOptions, client: JsonClient, queueUrl: string) {
    this.#options = options;
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** Receives batches until the signal aborts, and limits how many are in flight. */
  async run(): Promise<never> {
    const { mapping, signal, site, functionName } = this.#options;
    const concurrency = Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY, CONCURRENCY);
    const busy = new Set<Promise<void>>();
    for (;;) {
      while (busy.size >= concurrency) await Promise.race(busy);
      const begun = performance.now();
      const messages = await this.#receive().catch((error: unknown) => {
        signal.throwIfAborted();
        site.log(`mapping of ${functionName}: ${String(error)}`);
        return [];
      });
      if (messages.length === 0) {
        if (performance.now() - begun < PAUSE) await wait(PAUSE, undefined, { signal });
        continue;
      }
      const work: Promise<void> = this.#process(messages)
        .catch((error: unknown) => {
          if (!signal.aborted) site.log(`mapping of ${functionName}: ${String(error)}`);
        })
        .finally(() => busy.delete(work));
      busy.add(work);
    }
  }

  async #receive(): Promise<readonly QueueMessage[]> {
    const { mapping, signal } = this.#options;
    const reply = await this.#client.call(
      'AmazonSQS.ReceiveMessage',
      {
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: Math.min(mapping.BatchSize ?? BATCH_SIZE, BATCH_SIZE),
        WaitTimeSeconds: LONG_POLL,
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
      signal,
    );
    return receivedMessages.parse(reply).Messages;
  }

  /**
   * Delivers a batch. Failed messages become visible in the queue again after their visibility time-out; how often they
   * are retried is up to the queue's redrive policy.
   */
  async #process(messages: readonly QueueMessage[]): Promise<void> {
    const { mapping, ports, site, signal } = this.#options;
    const passes = filterOf(mapping);
    const events = messages.map((message) => ({
      message,
      event: queueEvent(message, mapping.EventSourceArn, site.region),
    }));
    const wanted = events.filter(({ event }) => passes(filterView(event)));
    await this.#delete(events.filter((each) => !wanted.includes(each)).map(({ message }) => message));
    if (wanted.length === 0) return;
    const result = await ports.invoker.invoke({
      functionRef: mapping.FunctionName,
      type: 'RequestResponse',
      payload: JSON.stringify({ Records: wanted.map(({ event }) => event) }),
      caller: site.access.administrator,
      signal,
    });
    if (result.status !== 200 || result.functionError !== undefined) return;
    const identifiers = wanted.map(({ message }) => message.MessageId);
    const failed = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
      ? reportedFailures(result.payload, identifiers)
      : new Set<string>();
    await this.#delete(wanted.map(({ message }) => message).filter(({ MessageId }) => !failed.has(MessageId)));
  }

  async #delete(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { signal } = this.#options;
    await this.#client.call('AmazonSQS.DeleteMessageBatch', { QueueUrl: this.#queueUrl, Entries }, signal);
  }
}

/** Delivers the messages of a queue until the signal aborts, and then rejects with its reason. */
export async function runQueueMapping(options: QueueMappingOptions): Promise<void> {
  const { site, ports, mapping, signal } = options;
  const endpoint = ports.sqs?.endpoint ?? `${site.baseUrl}/sqs`;
  const { credentials } = ports.executionRole(mapping.FunctionName);
  const client = jsonClient(endpoint, { region: site.region, credentials });
  // Lambda knows the queue's URL by itself.
  const ownClient = jsonClient(endpoint, site);
  try {
    const QueueName = parseArn(mapping.EventSourceArn)?.resource ?? '';
    const reply = await ownClient.call('AmazonSQS.GetQueueUrl', { QueueName }, signal);
    const { QueueUrl } = z.object({ QueueUrl: z.string() }).parse(reply);
    await new QueueMapping(options, client, QueueUrl).run();
  } finally {
    ownClient.close();
    client.close();
  }
}
