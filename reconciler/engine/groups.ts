/**
 * Adds up values by key in one pass. Up to a given number of keys stay in memory; if there are more, the partial results go
 * to the spool in parts by key hash, and are added up part by part.
 */
import { CANONICAL_VERSION } from './canonical.ts';
import { detached } from './compare/records.ts';
import type { Scratch, Spool } from './compare/spool.ts';
import { hashingOf, keyHash } from './sketch/index.ts';

/** Where a pass puts what it may not hold in memory. */
export interface ScratchSpace {
  readonly spool: Spool;
  /** Maximum number of keys held at once. */
  readonly rows: number;
}

/** How the values of one key are added up. The result must not depend on their order. */
export interface Grouping<State> {
  merged(one: State, other: State): State;
  encoded(state: State): string;
  decoded(text: string): State;
}

/** Bits of the key hash that choose a part, and how many times a part with too many keys is split again. */
const BITS = 6;
const PARTS = 2 ** BITS;
const MAX_DEPTH = 4;
const HASHING = hashingOf({ version: CANONICAL_VERSION, seed: 'groups' });

export class Groups<State> {
  readonly #grouping: Grouping<State>;
  readonly #space: ScratchSpace;
  readonly #depth: number;
  readonly #held = new Map<string, State>();
  #scratch: Scratch | undefined;

  /** @param depth how many times the keys were split into parts already */
  constructor(grouping: Grouping<State>, space: ScratchSpace, depth = 0) {
    this.#grouping = grouping;
    this.#space = space;
    this.#depth = depth;
  }

  /** Returns a promise when the caller must wait before adding more. One caller at a time. */
  add(key: string, state: State): Promise<void> | undefined {
    const held = this.#held.get(key);
    this.#held.set(
      held === undefined ? detached(key) : key,
      held === undefined ? state : this.#grouping.merged(held, state),
    );
    return this.#held.size > this.#space.rows && this.#depth < MAX_DEPTH ? this.#spill() : undefined;
  }

  async #spill(): Promise<void> {
    const scratch = (this.#scratch ??= await this.#space.spool.open(PARTS));
    for (const [key, state] of this.#held) {
      const { keyHigh } = keyHash(HASHING, key);
      const part = (keyHigh >>> (BITS * this.#depth)) & (PARTS - 1);
      const wait = scratch.write(part, [key, this.#grouping.encoded(state)]);
      if (wait !== undefined) await wait;
    }
    this.#held.clear();
  }

  /** Every key once, with the sum of its values. Nothing may be added any more. */
  async *read(): AsyncGenerator<readonly [string, State]> {
    if (this.#scratch === undefined) {
      yield* this.#held;
      return;
    }
    await this.#spill();
    for (let part = 0; part < PARTS; part += 1) {
      const groups = new Groups(this.#grouping, this.#space, this.#depth + 1);
      try {
        for await (const records of this.#scratch.read(part)) {
          for (const [key = '', text = ''] of records) {
            const wait = groups.add(key, this.#grouping.decoded(text));
            if (wait !== undefined) await wait;
          }
        }
        yield* groups.read();
      } finally {
        await groups.close();
      }
    }
  }

  async close(): Promise<void> {
    this.#held.clear();
    await this.#scratch?.close();
    this.#scratch = undefined;
  }
}
