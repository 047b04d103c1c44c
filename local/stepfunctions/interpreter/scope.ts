import type { Json } from '../data/json.ts';

/** The variables of a state machine, a branch or an iteration. A scope also sees the variables of those around it. */
export class Scope {
  readonly #outer: Scope | undefined;
  #own: Readonly<Record<string, Json>> = {};

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  get(name: string): Json | undefined {
    return Object.hasOwn(this.#own, name) ? this.#own[name] : this.#outer?.get(name);
  }

  assign(values: Readonly<Record<string, Json>>): void {
    this.#own = { ...this.#own, ...values };
  }

  all(): Readonly<Record<string, Json>> {
    return { ...this.#outer?.all(), ...this.#own };
  }
}
