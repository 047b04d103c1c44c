import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsError, type Clock } from '../core/index.ts';
import type { Accepted } from './fifo.ts';
import type { MessageContent } from './message.ts';
import { queueNameOf } from './permission.ts';
import type { Moment, Queue, StoredMessage } from './queue.ts';

const noSuchQueue = (): AwsError =>
  new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.', {
    headers: { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
  });

/** All queues: looks them up, moves messages to dead-letter queues and lets receivers wait for messages. */
export class Queues {
  readonly #clock: Clock;
  readonly #byName = new Map<string, Queue>();
  readonly #changed = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Moment {
    return { real: performance.now(), virtual: this.#clock.now() };
  }

  add(queue: Queue): void {
    this.#byName.set(queue.name, queue);
  }

  all(): readonly Queue[] {
    return [...this.#byName.values()];
  }

  /** @param reference name, URL or ARN */
  get(reference: string): Queue {
    const queue = this.#byName.get(queueNameOf(reference));
    if (!queue) throw noSuchQueue();
    return queue;
  }

  send(queue: Queue, content: MessageContent, delaySeconds?: number): StoredMessage | Accepted {
    const message = queue.send(content, this.now(), delaySeconds);
    this.#changed.emit(queue.name);
    return message;
  }

  /** Deletes a message, after which others of its group can be received. @returns false if the receipt has expired */
  delete(queue: Queue, receipt: string): boolean {
    const deleted = queue.delete(receipt, this.now());
    if (queue.fifo) this.#changed.emit(queue.name);
    return deleted;
  }

  /** @returns whether the receipt belongs to a message in flight */
  changeVisibility(queue: Queue, receipt: string, seconds: number): boolean {
    const changed = queue.changeVisibility(receipt, seconds, this.now());
    this.#changed.emit(queue.name);
    return changed;
  }

  /** Returns up to `max` messages as soon as one is available, or after `waitSeconds` real seconds. */
  async receive(
    queue: Queue,
    options: { readonly max: number; readonly waitSeconds: number; readonly visibilitySeconds?: number | undefined },
  ): Promise<readonly StoredMessage[]> {
    const end = performance.now() + options.waitSeconds * 1000;
    for (;;) {
      const now = this.now();
      const { messages, dead } = queue.receive(options.max, now, options.visibilitySeconds);
      this.#sendToDeadLetterQueue(queue, dead);
      if (messages.length > 0 || now.real >= end || this.#closing.signal.aborted) return messages;
      await this.#waitForChange(queue, Math.min(end, queue.nextVisibleAt(now) ?? end) - now.real);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #sendToDeadLetterQueue(queue: Queue, dead: readonly StoredMessage[]): void {
    const target = queue.settings.redrive?.deadLetterQueueArn;
    if (target === undefined) return;
    const deadLetters = this.get(target);
    for (const message of dead) deadLetters.adopt(message, queue.arn, this.now());
    if (dead.length > 0) this.#changed.emit(deadLetters.name);
  }

  /** Resolves when a message of the queue may have become visible, after `ms` milliseconds, or on closing. */
  async #waitForChange(queue: Queue, ms: number): Promise<void> {
    const settled = new AbortController();
    const signal = AbortSignal.any([settled.signal, this.#closing.signal]);
    const events = [once(this.#changed, queue.name, { signal }), wait(Math.ceil(ms), undefined, { signal })];
    await Promise.race(events).catch(() => undefined);
    settled.abort();
    await Promise.allSettled(events);
  }
}
