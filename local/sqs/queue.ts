import type { MessageContent } from './message.ts';

export interface QueueSettings {
  /** Real seconds. */
  readonly visibilityTimeout: number;
  readonly delay: number;
  readonly receiveWait: number;
  /** Virtual seconds. */
  readonly retention: number;
  readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number } | undefined;
}

/** One moment on both clocks, in milliseconds: real time for visibility, virtual time for retention and timestamps. */
export interface Moment {
  readonly real: number;
  readonly virtual: number;
}

export interface StoredMessage extends MessageContent {
  readonly id: string;
  /** Virtual milliseconds. */
  readonly sentAt: number;
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

/** One standard queue. It neither waits nor reads a clock: its methods take the current moment as an argument. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  readonly createdAt: number;
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
    this.#newId = options.newId;
  }

  send(content: MessageContent, now: Moment, delaySeconds = this.settings.delay): StoredMessage {
    const message: StoredMessage = {
      ...content,
      id: this.#newId(),
      sentAt: now.virtual,
      visibleAt: now.real + delaySeconds * 1000,
      receipt: undefined,
      receives: 0,
      firstReceivedAt: undefined,
    };
    this.#messages.set(message.id, message);
    return message;
  }

  receive(max: number, now: Moment, visibilitySeconds = this.settings.visibilityTimeout): Received {
    this.#dropExpired(now);
    const messages: StoredMessage[] = [];
    const dead: StoredMessage[] = [];
    for (const message of this.#messages.values()) {
      if (messages.length === max) break;
      if (message.visibleAt > now.real) continue;
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

  /** Deletes a message by its latest receipt. As in AWS, any other receipt has no effect. */
  delete(receipt: string): void {
    const message = this.#byReceipt(receipt);
    if (message) this.#messages.delete(message.id);
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
    const oldest = all.reduce((first, { sentAt }) => Math.min(first, sentAt), now.virtual);
    return {
      visible: all.length - hidden.length,
      inFlight: hidden.length - delayed,
      delayed,
      oldestAgeSeconds: (now.virtual - oldest) / 1000,
    };
  }

  #byReceipt(receipt: string): StoredMessage | undefined {
    const message = this.#messages.get(receipt.split('#')[0] ?? '');
    return message?.receipt === receipt ? message : undefined;
  }

  #dropExpired(now: Moment): void {
    for (const { id, sentAt } of this.#messages.values()) {
      if (now.virtual - sentAt > this.settings.retention * 1000) this.#messages.delete(id);
    }
  }
}
