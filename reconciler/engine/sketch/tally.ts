/** The rows of one cell, identified by the lanes of a sketch that are cheapest to add up. */
import { type Sketch, SIGN_OFF } from './sketch.ts';

export class Tally {
  #count = 0;
  #sumHigh = 0;
  #sumLow = 0;
  #xorHigh = 0;
  #xorLow = 0;

  /** Adds the words of a row hash, signed or unsigned. */
  add(rowHigh: number, rowLow: number): void {
    const low = this.#sumLow + (rowLow >>> 0);
    this.#count += 1;
    this.#sumLow = low >>> 0;
    this.#sumHigh = (this.#sumHigh + rowHigh + (low > 0xffffffff ? 1 : 0)) & SIGN_OFF;
    this.#xorHigh ^= rowHigh;
    this.#xorLow ^= rowLow;
  }

  isOf(other: Tally): boolean {
    return (
      this.#count === other.#count &&
      this.#sumHigh === other.#sumHigh &&
      this.#sumLow === other.#sumLow &&
      this.#xorHigh === other.#xorHigh &&
      this.#xorLow === other.#xorLow
    );
  }

  /** Whether the sketch's cell holds exactly these rows, apart from a collision of 127 bits. */
  isCellOf({ lanes }: Sketch, cell: number): boolean {
    return (
      lanes.count[cell] === this.#count &&
      lanes.sumHigh[cell] === this.#sumHigh &&
      lanes.sumLow[cell] === this.#sumLow &&
      lanes.xorHigh[cell] === this.#xorHigh >>> 0 &&
      lanes.xorLow[cell] === this.#xorLow >>> 0
    );
  }
}
