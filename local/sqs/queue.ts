import { type Accepted, Fifo, type FifoSettings } from './fifo.ts';
import type { MessageContent } from './message.ts';

export interface QueueSettings {
  /** Real seconds. */
  readonly visibilityTimeout: number;
  readonly delay: number;
  readonly receiveWait: number;
  /** Virtual seconds. */
  readonly retention: number;
  readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number } | undefined;
  /** Only of a FIFO queue. */
  readonly fifo?: FifoSettings | undefined;
}

/**
 * One moment on both clocks, in milliseconds: real time for visibility, ages and deduplication, virtual time for retention
 * and timestamps.
 */
export interface Moment {
  readonly real: number;
  readonly virtual: number;
}

export interface StoredMessage extends MessageContent {
  readonly id: string;
  /** Virtual milliseconds. */
  readonly sentAt: number;
  /** Since when it is retained: since it was sent, or since a FIFO dead-letter queue received it. Virtual milliseconds. */
  readonly retainedFrom: number;
  /** When this queue received it. Real milliseconds. */
  readonly enteredAt: number;
  /** Only in a FIFO queue. */
  readonly sequenceNumber?: string | undefined;
  /** ARN of the queue that gave it up, in a dead-letter queue. */
  readonly deadLetterSource?: string | undefined;
  /** Real milliseconds. */
  visibleAt: number;
  /** The handle from the latest receive; undefined before the first. */
  receipt: string | undefined;
  receives: number;
  firstReceivedAt: number | undefined;
}

export interface Received {
  readonly messages: readonly StoredMessage[];
  /** Messages that were received too often: removed from this queue, to be sent to its dead-letter queue. */
  readonly dead: readonly StoredMessage[];
}

/**
 * One queue. It neither waits nor reads a clock: its methods take the current moment as an argument. Messages of a FIFO
 * queue are received in order within their group, and none of a group while another message of it is in flight.
 */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  readonly createdAt: number;
  readonly fifo: Fifo | undefined;
  readonly #newId: () => string;
  readonly #messages = new Map<string, StoredMessage>();

  constructor(options: {
    readonly name: string;
    readonly arn: string;
    readonly url: string;
    readonly settings: QueueSettings;
    readonly createdAt: number;
    readonly newId: () => string;
  }) {
    this.name = options.name;
    this.arn = options.arn;
    this.url = options.url;
    this.settings = options.settings;
    this.createdAt = options.createdAt;
    this.fifo = options.settings.fifo && new Fifo(options.settings.fifo);
    this.#newId = options.newId;
  }

  /** @returns the message, or the earlier one with the same deduplication id, which this one repeats */
  send(content: MessageContent, now: Moment, delaySeconds = this.settings.delay): StoredMessage | Accepted {
    const { fifo } = this;
    const repeated = fifo?.repeated(content, now.real);
    if (repeated) return repeated;
    const message: StoredMessage = {
      ...content,
      deduplicationId: fifo?.deduplicationIdOf(content),
      id: this.#newId(),
      sentAt: now.virtual,
      retainedFrom: now.virtual,
      enteredAt: now.real,
      sequenceNumber: fifo?.nextSequenceNumber(),
      visibleAt: now.real + delaySeconds * 1000,
      receipt: undefined,
      receives: 0,
      firstReceivedAt: undefined,
    };
    this.#messages.set(message.id, message);
    const { id, sequenceNumber = '' } = message;
    fifo?.remember(content, { id, sequenceNumber }, now.real);
    return message;
  }

  /** Takes a message that another queue gave up. It keeps its id, and in a standard queue its age counts on. */
  adopt(message: StoredMessage, source: string, now: Moment): void {
    this.#messages.set(message.id, {
      ...message,
      retainedFrom: this.fifo ? now.virtual : message.retainedFrom,
      enteredAt: now.real,
      sequenceNumber: this.fifo?.nextSequenceNumber(),
      deadLetterSource: source,
      visibleAt: now.real,
      receipt: undefined,
      receives: 0,
      firstReceivedAt: undefined,
    });
  }

  receive(max: number, now: Moment, visibilitySeconds = this.settings.visibilityTimeout): Received {
    this.#dropExpired(now);
    const messages: StoredMessage[] = [];
    const dead: StoredMessage[] = [];
    const blocked = this.#blockedGroups(now);
    for (const message of this.#messages.values()) {
      if (messages.length === max) break;
      if (message.visibleAt > now.real || blocked.has(message.groupId)) continue;
      if (this.settings.redrive && message.receives >= this.settings.redrive.maxReceiveCount) {
        this.#messages.delete(message.id);
        dead.push(message);
        continue;
      }
      message.receives += 1;
      message.firstReceivedAt ??= now.virtual;
      message.receipt = `${message.id}#${this.#newId()}`;
      message.visibleAt = now.real + visibilitySeconds * 1000;
      messages.push(message);
    }
    return { messages, dead };
  }

  /**
   * Deletes a message by its latest receipt. As in AWS, any other receipt has no effect.
   *
   * @returns false if the receipt has expired, which a FIFO queue's does with the visibility timeout
   */
  delete(receipt: string, now: Moment): boolean {
    const message = this.#byReceipt(receipt);
    if (!message) return true;
    if (this.fifo && message.visibleAt <= now.real) return false;
    this.#messages.delete(message.id);
    return true;
  }

  /** @returns whether the receipt belongs to a message in flight */
  changeVisibility(receipt: string, seconds: number, now: Moment): boolean {
    const message = this.#byReceipt(receipt);
    if (!message || message.visibleAt <= now.real) return false;
    message.visibleAt = now.real + seconds * 1000;
    return true;
  }

  purge(): void {
    this.#messages.clear();
  }

  /** The real time at which the next hidden message becomes visible, or undefined if none is hidden. */
  nextVisibleAt(now: Moment): number | undefined {
    let next: number | undefined;
    for (const { visibleAt } of this.#messages.values()) {
      if (visibleAt > now.real) next = Math.min(next ?? visibleAt, visibleAt);
    }
    return next;
  }

  counts(now: Moment) {
    this.#dropExpired(now);
    const all = [...this.#messages.values()];
    const hidden = all.filter(({ visibleAt }) => visibleAt > now.real);
    const delayed = hidden.filter(({ receives }) => receives === 0).length;
    const oldest = all.reduce((first, { enteredAt }) => Math.min(first, enteredAt), now.real);
    return {
      visible: all.length - hidden.length,
      inFlight: hidden.length - delayed,
      delayed,
      oldestAgeSeconds: (now.real - oldest) / 1000,
    };
  }

  /** The groups of which a message is in flight or delayed. A standard queue has none. */
  #blockedGroups(now: Moment): ReadonlySet<string | undefined> {
    if (!this.fifo) return new Set();
    const hidden = [...this.#messages.values()].filter(({ visibleAt }) => visibleAt > now.real);
    return new Set(hidden.map(({ groupId }) => groupId));
  }

  #byReceipt(receipt: string): StoredMessage | undefined {
    const message = this.#messages.get(receipt.split('#')[0] ?? '');
    return message?.receipt === receipt ? message : undefined;
  }

  #dropExpired(now: Moment): void {
    for (const { id, retainedFrom } of this.#messages.values()) {
      if (now.virtual - retainedFrom > this.settings.retention * 1000) this.#messages.delete(id);
    }
  }
}
