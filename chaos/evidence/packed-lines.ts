import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Lines are compressed together, because they resemble each other, and few enough to unpack them for one of them. */
const LINES_PER_BLOCK = 512;
const FASTEST = { level: 1 };

/** The lines of a text, kept compressed: those of a view take a tenth of the memory. */
export class PackedLines {
  readonly #blocks: Buffer[] = [];
  /** Not packed yet. */
  #last: string[] = [];
  /** The block that was read last. */
  #unpacked: { readonly block: number; readonly lines: readonly string[] } | undefined;

  get size(): number {
    return this.#blocks.length * LINES_PER_BLOCK + this.#last.length;
  }

  /** @param line without a line break */
  add(line: string): void {
    this.#last.push(line);
    if (this.#last.length < LINES_PER_BLOCK) return;
    this.#blocks.push(deflateRawSync(this.#last.join('\n'), FASTEST));
    this.#last = [];
  }

  /** @throws RangeError when there are fewer lines */
  at(place: number): string {
    const line = this.#linesOf(Math.floor(place / LINES_PER_BLOCK))[place % LINES_PER_BLOCK];
    if (line === undefined) throw new RangeError(`there is no line ${place}, only ${this.size}`);
    return line;
  }

  #linesOf(block: number): readonly string[] {
    const packed = this.#blocks[block];
    if (packed === undefined) return this.#last;
    if (this.#unpacked?.block !== block) {
      this.#unpacked = { block, lines: inflateRawSync(packed).toString('utf8').split('\n') };
    }
    return this.#unpacked.lines;
  }
}
