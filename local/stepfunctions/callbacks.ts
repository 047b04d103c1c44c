/** Tasks that wait for another program, by their tokens. */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/index.ts';
import type { Json } from './data/json.ts';
import type { Callback } from './interpreter/ports.ts';
import { StateError } from './state-error.ts';

interface Waiting {
  readonly succeed: (output: Json) => void;
  readonly fail: (error: StateError) => void;
  readonly beat: () => void;
}

export class Callbacks {
  readonly #elapsed: () => number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timedOut = new Set<string>();

  /** @param elapsed the clock of time-outs */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  open(): Callback {
    const token = Buffer.from(`${randomUUID()}${randomUUID()}`).toString('base64');
    let last = this.#elapsed();
    const result = new Promise<Json>((succeed, fail) => {
      const beat = (): void => {
        last = this.#elapsed();
      };
      this.#waiting.set(token, { succeed, fail, beat });
    });
    result.catch(() => undefined);
    return {
      token,
      result,
      lastBeat: () => last,
      close: (isTimedOut) => {
        this.#waiting.delete(token);
        if (isTimedOut) this.#timedOut.add(token);
      },
    };
  }

  /** @throws AwsError TaskDoesNotExist, TaskTimedOut */
  succeed(token: string, output: Json): void {
    this.#take(token).succeed(output);
  }

  fail(token: string, error: string, cause: string): void {
    this.#take(token).fail(new StateError(error, cause));
  }

  beat(token: string): void {
    this.#find(token).beat();
  }

  #take(token: string): Waiting {
    const found = this.#find(token);
    this.#waiting.delete(token);
    return found;
  }

  #find(token: string): Waiting {
    const found = this.#waiting.get(token);
    if (found !== undefined) return found;
    if (this.#timedOut.has(token)) throw new AwsError('TaskTimedOut', 'Task Timed Out: the task has already timed out');
    throw new AwsError('TaskDoesNotExist', 'Task Does Not Exist: no running task waits for this token');
  }
}
