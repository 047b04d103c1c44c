/** What one replica of a global table sends to another: the writes of its region, in their order, after a delay. */
import type { Write } from './write.ts';

/**
 * How writes cross: after the delay; not until they flow again; or never, which AWS does not do, but a bug in what stands for
 * it might.
 */
export type LinkMode = 'flows' | 'paused' | 'loses';

interface Sent {
  readonly write: Write;
  /** Virtual milliseconds from which it can be applied. */
  readonly dueAt: number;
}

/** The way of writes from one region to another. */
export class Link {
  #mode: LinkMode = 'flows';
  #queue: Sent[] = [];
  #delayMs: number;
  #lost = 0;

  /** @param delayMs virtual milliseconds that a write takes; AWS: usually less than a second */
  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** The writes on their way. */
  get waiting(): readonly Write[] {
    return this.#queue.map(({ write }) => write);
  }

  /** How many writes it has lost. */
  get lost(): number {
    return this.#lost;
  }

  get mode(): LinkMode {
    return this.#mode;
  }

  /** A link that loses writes loses those on their way, too. */
  turn(mode: LinkMode): void {
    this.#mode = mode;
    if (mode !== 'loses') return;
    this.#lost += this.#queue.length;
    this.#queue = [];
  }

  /** Changes the delay of the writes that follow. */
  delay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** Takes a write of its region at `now`, in virtual milliseconds. Never overtakes an earlier one. */
  send(write: Write, now: number): void {
    if (this.#mode === 'loses') {
      this.#lost += 1;
      return;
    }
    const dueAt = Math.max(now + this.#delayMs, this.#queue.at(-1)?.dueAt ?? 0);
    this.#queue.push({ write, dueAt });
  }

  /** The first write, if it has arrived. */
  arrived(now: number): Write | undefined {
    const [first] = this.#queue;
    return this.#mode === 'paused' || first === undefined || first.dueAt > now ? undefined : first.write;
  }

  /** Takes the write that `arrived` returned off the link. */
  settle(): void {
    this.#queue.shift();
  }
}
