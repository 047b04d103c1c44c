/** The transitions of sagas that functions logged. There are millions, so they are kept in arrays of numbers. */

/** A state that a service logged as reached. */
export interface LoggedState {
  readonly service: string;
  readonly state: string;
  /** Real milliseconds since the run began. */
  readonly elapsedMs: number;
}

/** What the functions logged of each saga. */
export interface LoggedSagas {
  /** In the order of their times; empty for a saga that nothing was logged of. */
  readonly of: (correlationId: string) => readonly LoggedState[];
}

/** The states of each service, each once, in the order in which they were first reached. */
export function statesByService(logged: readonly Pick<LoggedState, 'service' | 'state'>[]): Record<string, string[]> {
  const states: Record<string, string[]> = {};
  for (const { service, state } of logged) {
    const own = (states[service] ??= []);
    if (!own.includes(state)) own.push(state);
  }
  return states;
}

const FIRST_CAPACITY = 1024;
const NOTHING = -1;

export class SagaLog implements LoggedSagas {
  /** Each service with each of its states, by its number. */
  readonly #reached: Pick<LoggedState, 'service' | 'state'>[] = [];
  readonly #numbers = new Map<string, number>();
  /** The place of the last transition of each saga. */
  readonly #last = new Map<string, number>();
  #size = 0;
  /** By place: what was reached, when, and the place of the saga's transition before it. */
  #what = new Uint16Array(FIRST_CAPACITY);
  #when = new Float64Array(FIRST_CAPACITY);
  #before = new Int32Array(FIRST_CAPACITY);

  add(correlationId: string, { service, state, elapsedMs }: LoggedState): void {
    if (this.#size === this.#when.length) this.#grow();
    const place = this.#size;
    this.#what[place] = this.#numberOf(service, state);
    this.#when[place] = elapsedMs;
    this.#before[place] = this.#last.get(correlationId) ?? NOTHING;
    this.#last.set(correlationId, place);
    this.#size += 1;
  }

  of(correlationId: string): readonly LoggedState[] {
    const found: LoggedState[] = [];
    for (
      let place = this.#last.get(correlationId) ?? NOTHING;
      place !== NOTHING;
      place = this.#before[place] ?? NOTHING
    ) {
      const reached = this.#reached[this.#what[place] ?? 0];
      if (reached !== undefined) found.push({ ...reached, elapsedMs: this.#when[place] ?? 0 });
    }
    return found.reverse();
  }

  #numberOf(service: string, state: string): number {
    const name = JSON.stringify([service, state]);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#reached.length);
    return this.#reached.push({ service, state }) - 1;
  }

  #grow(): void {
    const capacity = 2 * this.#size;
    this.#what = enlarged(this.#what, new Uint16Array(capacity));
    this.#when = enlarged(this.#when, new Float64Array(capacity));
    this.#before = enlarged(this.#before, new Int32Array(capacity));
  }
}

function enlarged<Numbers extends Uint16Array | Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
