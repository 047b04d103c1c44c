/** A side that is streamed once: builds its sketch on the way, and keeps keys and tokens for the second look. */
import type { Pushdown } from '../pushdown.ts';
import {
  addRow,
  cellOf,
  digestOf,
  emptySketch,
  type Hashing,
  joined,
  keyHash,
  type Selection,
  type SketchPlan,
  type Tokened,
} from '../sketch/index.ts';
import type { Reading } from '../row.ts';
import { Records } from './records.ts';
import type { Spool } from './spool.ts';

export interface StreamedOptions {
  readonly hashing: Hashing;
  readonly spool: Spool;
  /** Maximum number of rows held in memory. */
  readonly maxHeld: number;
}

export class Streamed implements Pushdown {
  readonly #stream: (reading: Reading) => AsyncIterable<Tokened>;
  readonly #hashing: Hashing;
  readonly #rows: Records;

  constructor(stream: (reading: Reading) => AsyncIterable<Tokened>, { hashing, spool, maxHeld }: StreamedOptions) {
    this.#stream = stream;
    this.#hashing = hashing;
    this.#rows = new Records(spool, maxHeld);
  }

  async sketch(plan: SketchPlan, reading: Reading) {
    const sketch = emptySketch(plan);
    for await (const row of this.#stream(reading)) {
      addRow(sketch, digestOf(this.#hashing, row));
      const wait = this.#rows.append([row.key, row.token]);
      if (wait !== undefined) await wait;
    }
    return sketch;
  }

  async *select(plan: SketchPlan, selection: Selection): AsyncGenerator<Tokened> {
    const isSelected = selector(plan, this.#hashing, selection);
    for await (const batch of this.#rows.read()) {
      for (const [key = '', token = ''] of batch) if (isSelected(key)) yield { key, token };
    }
  }

  close(): Promise<void> {
    return this.#rows.close();
  }
}

/** Whether a key is selected. */
export function selector(plan: SketchPlan, hashing: Hashing, selection: Selection): (key: string) => boolean {
  if (selection === 'all') return () => true;
  const cells = new Set(selection.cells);
  const keyHashes = new Set(selection.keyHashes);
  const loneCells = new Set(selection.keyHashes.map((hash) => Number(BigInt.asUintN(31, hash)) & (plan.cells - 1)));
  return (key) => {
    const hash = keyHash(hashing, key);
    const cell = cellOf(plan, hash);
    return cells.has(cell) || (loneCells.has(cell) && keyHashes.has(joined(hash.keyHigh, hash.keyLow)));
  };
}
