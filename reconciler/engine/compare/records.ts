/** A list of records that is held in memory up to a number of them, and goes to the spool beyond. */
import { own } from './own.ts';
import type { Scratch, Spool, SpoolRecord } from './spool.ts';

const BATCH = 1000;

export class Records {
  readonly #spool: Spool;
  readonly #most: number;
  #held: SpoolRecord[] = [];
  /** Of what is more than may be held, and of all that came before it. */
  #scratch: Scratch | undefined;
  #count = 0;

  /** @param most records that are held in memory */
  constructor(spool: Spool, most: number) {
    this.#spool = spool;
    this.#most = most;
  }

  get count(): number {
    return this.#count;
  }

  /** Gives a promise where the caller has to wait before it appends more. One caller at a time. */
  append(record: SpoolRecord): Promise<void> | undefined {
    this.#count += 1;
    if (this.#scratch !== undefined) return this.#scratch.write(0, record);
    this.#held.push(record.map(own));
    return this.#held.length > this.#most ? this.#spill() : undefined;
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

  /** In the order in which they were appended, in batches of at most `size`. */
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
