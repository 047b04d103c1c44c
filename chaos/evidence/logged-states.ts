/** The states that functions logged for the sagas of a load. A bit stands for each, because there are millions. */
import type { Operation } from '../schemas/index.ts';
import { KeyIndex } from './key-index.ts';

/** States of services, by service. */
export type StatesByService = Readonly<Record<string, readonly string[]>>;

interface LoggedState {
  readonly correlationId: string;
  readonly service: string;
  readonly state: string;
}

/** As many as a number has bits. What is beyond them counts as not logged, which proves nothing. */
const MAX_STATES = 31;

const NONE: StatesByService = {};

export class LoggedStates {
  readonly #places: KeyIndex;
  /** By the place of the operation: its states, as bits. */
  readonly #held: Int32Array;
  readonly #known: Pick<LoggedState, 'service' | 'state'>[] = [];
  /** Equal sets of states are one object. */
  readonly #shared = new Map<number, StatesByService>([[0, NONE]]);

  /** @param operations of which no two have the same correlation id */
  constructor(operations: readonly Pick<Operation, 'correlationId'>[]) {
    this.#places = new KeyIndex((place) => operations[place]?.correlationId ?? '');
    for (const { correlationId } of operations) this.#places.add(correlationId);
    this.#held = new Int32Array(operations.length);
  }

  /** @returns false if no operation has this correlation id */
  add({ correlationId, service, state }: LoggedState): boolean {
    const place = this.#places.find(correlationId);
    if (place === undefined) return false;
    let index = this.#known.findIndex((one) => one.service === service && one.state === state);
    if (index < 0) {
      if (this.#known.length === MAX_STATES) return true;
      index = this.#known.push({ service, state }) - 1;
    }
    this.#held[place] = (this.#held[place] ?? 0) | (1 << index);
    return true;
  }

  of(correlationId: string): StatesByService {
    const place = this.#places.find(correlationId);
    const bits = place === undefined ? 0 : (this.#held[place] ?? 0);
    let states = this.#shared.get(bits);
    if (states === undefined) this.#shared.set(bits, (states = this.#statesOf(bits)));
    return states;
  }

  #statesOf(bits: number): StatesByService {
    const states: Record<string, string[]> = {};
    for (const [index, { service, state }] of this.#known.entries())
      if ((bits & (1 << index)) !== 0) (states[service] ??= []).push(state);
    return states;
  }
}
