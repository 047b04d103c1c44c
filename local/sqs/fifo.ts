/** What FIFO queues add to standard ones: groups, deduplication and sequence numbers. */
import { createHash } from 'node:crypto';
import type { MessageContent } from './message.ts';

export interface FifoSettings {
  /** Whether the hash of a body stands for a deduplication id that its sender does not give. */
  readonly contentBasedDeduplication: boolean;
  /** Whether ids are compared within the whole queue or within their message group. */
  readonly deduplicationScope: 'queue' | 'messageGroup';
  /** `perMessageGroupId` is high throughput; `perQueue` limits the queue to 300 calls of each action a second. */
  readonly throughputLimit: 'perQueue' | 'perMessageGroupId';
}

/** Real milliseconds within which a second message with the same deduplication id is dropped. */
const DEDUPLICATION_MS = 5 * 60_000;

/** Calls of one action in a second, without high throughput. */
const CALLS_PER_SECOND = 300;

/** Sequence numbers have 20 digits, and grow with each message of the queue. */
const FIRST_SEQUENCE = 18_849_496_460_467_696_128n;
const SEQUENCE_STEP = 256n;

/** The reply to a sender: about its message, or about the earlier one that it repeats. */
export interface Accepted {
  readonly id: string;
  readonly sequenceNumber: string;
}

/** The FIFO side of one queue. Times are real milliseconds. */
export class Fifo {
  readonly settings: FifoSettings;
  readonly #accepted = new Map<string, Accepted & { readonly at: number }>();
  readonly #calls = new Map<string, { second: number; count: number }>();
  #sent = 0n;

  constructor(settings: FifoSettings) {
    this.settings = settings;
  }

  /** The deduplication id of a message; undefined if it has none and its queue derives none from bodies. */
  deduplicationIdOf({ body, deduplicationId }: MessageContent): string | undefined {
    if (deduplicationId !== undefined || !this.settings.contentBasedDeduplication) return deduplicationId;
    return createHash('sha256').update(body).digest('hex');
  }

  /** The message with the same deduplication id that was accepted within the last five minutes, deleted or not. */
  repeated(content: MessageContent, now: number): Accepted | undefined {
    // Entries are in the order of their times.
    for (const [key, { at }] of this.#accepted) {
      if (now - at < DEDUPLICATION_MS) break;
      this.#accepted.delete(key);
    }
    return this.#accepted.get(this.#key(content));
  }

  remember(content: MessageContent, accepted: Accepted, now: number): void {
    this.#accepted.set(this.#key(content), { ...accepted, at: now });
  }

  nextSequenceNumber(): string {
    this.#sent += 1n;
    return String(FIRST_SEQUENCE + this.#sent * SEQUENCE_STEP);
  }

  /** Counts a call. @returns whether the queue's throughput allows it */
  admits(action: string, now: number): boolean {
    if (this.settings.throughputLimit === 'perMessageGroupId') return true;
    const second = Math.floor(now / 1000);
    const calls = this.#calls.get(action);
    if (calls?.second !== second) {
      this.#calls.set(action, { second, count: 1 });
      return true;
    }
    calls.count += 1;
    return calls.count <= CALLS_PER_SECOND;
  }

  #key(content: MessageContent): string {
    const id = this.deduplicationIdOf(content) ?? '';
    return this.settings.deduplicationScope === 'queue' ? id : `${content.groupId ?? ''}\n${id}`;
  }
}
