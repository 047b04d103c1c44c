import type { Scratch, Spool, SpoolRecord } from './spool.ts';

const BATCH = 1000;

/** A list of records. Up to a given number stay in memory; a longer list moves to the spool. */
export class Records {
  readonly #spool: Spool;
  readonly #maxHeld: number;
  #held: SpoolRecord[] = [];
  /** Holds the whole list once it is too long for memory. */
  #scratch: Scratch | undefined;
  #count = 0;

  /** @param maxHeld records kept in memory */
  constructor(spool: Spool, maxHeld: number) {
    this.#spool = spool;
    this.#maxHeld = maxHeld;
  }

  get count(): number {
    return this.#count;
  }

  /** Returns a promise when the caller must wait before appending more. One caller at a time. */
  append(record: SpoolRecord): Promise<void> | undefined {
    this.#count += 1;
    if (this.#scratch !== undefined) return this.#scratch.write(0, record);
    this.#held.push(record.map(detached));
    return this.#held.length > this.#maxHeld ? this.#spill() : undefined;
  }

  async #spill(): Promise<void> {
    this.#scratch = await this.#spool.open(1);
    const held = this.#held;
    this.#held = [];
    for (const record of held) {
      const wait = this.#scratch.write(0, record);
      if (wait !== undefined) await wait;
    }
  }

  /** Yields the records in the order they were appended, in batches of at most `size`. */
  async *read(size = BATCH): AsyncGenerator<readonly SpoolRecord[]> {
    let batch: SpoolRecord[] = [];
    for await (const records of this.#all()) {
      for (const record of records) {
        batch.push(record);
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  async *#all(): AsyncGenerator<readonly SpoolRecord[]> {
    if (this.#scratch === undefined) yield this.#held;
    else yield* this.#scratch.read(0);
  }

  async close(): Promise<void> {
    this.#held = [];
    await this.#scratch?.close();
    this.#scratch = undefined;
  }
}

/**
 * Copies a string into memory of its own. V8 keeps a substring as a view of the string it was cut from, so a key cut
 * from a page of the spool would keep the whole page in memory. The copy is UTF-16, because a key may not be valid
 * UTF-8.
 */
export const detached = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
