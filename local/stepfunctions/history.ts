/** The events of an execution, as GetExecutionHistory returns them. */
import type { Trail } from './interpreter/ports.ts';
import { StateError } from './state-error.ts';

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Virtual milliseconds. */
  readonly timestamp: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

/** The maximum of a Standard execution. */
const MAX_EVENTS = 25_000;

export class History {
  readonly #now: () => number;
  readonly isKept: boolean;
  readonly #events: HistoryEvent[] = [];
  #count = 0;

  /** @param isKept false for an Express execution, whose history AWS does not return either */
  constructor(now: () => number, isKept: boolean) {
    this.#now = now;
    this.isKept = isKept;
  }

  trail(previous = 0): Trail {
    let last = previous;
    return {
      add: (type, details) => {
        last = this.#add(type, last, details);
        return last;
      },
      fork: () => this.trail(last),
    };
  }

  /** Adds the event that ends the execution, whatever the limit. */
  end(type: string, details: Readonly<Record<string, unknown>>): void {
    this.#push(type, this.#count, details);
  }

  all(): readonly HistoryEvent[] {
    return this.#events;
  }

  #add(type: string, previousEventId: number, details: HistoryEvent['details']): number {
    if (this.isKept && this.#count >= MAX_EVENTS - 1) {
      throw new StateError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      );
    }
    return this.#push(type, previousEventId, details);
  }

  #push(type: string, previousEventId: number, details: HistoryEvent['details']): number {
    this.#count += 1;
    const id = this.#count;
    if (this.isKept) this.#events.push({ id, previousEventId, timestamp: this.#now(), type, details });
    return id;
  }
}
