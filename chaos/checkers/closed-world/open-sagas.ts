import type { SagaState } from '../../system/index.ts';

/** The sagas of a snapshot, which are sorted by their ids, until they are explained. Copies none of them: there are many. */
export class OpenSagas {
  readonly #sagas: readonly SagaState[];
  readonly #isTaken: Uint8Array;

  constructor(sagas: readonly SagaState[]) {
    this.#sagas = sagas.every((state, at) => at === 0 || (sagas[at - 1]?.correlationId ?? '') < state.correlationId)
      ? sagas
      : [...sagas].sort((one, other) => (one.correlationId < other.correlationId ? -1 : 1));
    this.#isTaken = new Uint8Array(sagas.length);
  }

  take(correlationId: string): SagaState | undefined {
    const at = this.#placeOf(correlationId);
    if (at === undefined || this.#isTaken[at] === 1) return undefined;
    this.#isTaken[at] = 1;
    return this.#sagas[at];
  }

  has(correlationId: string): boolean {
    return this.#placeOf(correlationId) !== undefined;
  }

  /** Those that were not taken. */
  *others(): Generator<SagaState> {
    for (const [at, state] of this.#sagas.entries()) if (this.#isTaken[at] !== 1) yield state;
  }

  #placeOf(correlationId: string): number | undefined {
    let [from, to] = [0, this.#sagas.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#sagas[middle]?.correlationId ?? '') < correlationId) from = middle + 1;
      else to = middle;
    }
    return this.#sagas[from]?.correlationId === correlationId ? from : undefined;
  }
}
