/**
 * The rows of a cell packed into one text, which is the cheapest form for both ends. Each row is its hash in 16
 * hexadecimal digits, then its texts. Before each text come its length in bytes of UTF-8 and a colon; a null has no
 * length.
 */
import type { HashedRow, Row } from '../../engine/index.ts';
import { keyOf } from './relation.ts';
import type { Texts } from './statement.ts';

export interface Packing {
  /** Number of texts of a row. */
  readonly texts: number;
  /** Number of its first texts that are the parts of the key. */
  readonly keyParts: number;
  readonly rowOf: (texts: Texts) => Row;
}

export function unpackedRows(packed: string, { texts, keyParts, rowOf }: Packing): HashedRow[] {
  const rows: HashedRow[] = [];
  const isAscii = !/[^\0-\x7f]/.test(packed);
  const cursor = new Cursor(packed, 0, isAscii);
  while (cursor.at < packed.length) {
    const rowHigh = cursor.word();
    const rowLow = cursor.word();
    const from = cursor.at;
    const key = keyOf(cursor.take(keyParts), keyParts);
    for (let left = texts - keyParts; left > 0; left -= 1) cursor.skip();
    rows.push({ key, rowHigh, rowLow, row: () => rowOf(new Cursor(packed, from, isAscii).take(texts)) });
  }
  return rows;
}

const WORD_DIGITS = 8;
const COLON = 58;
const ZERO = 48;

class Cursor {
  readonly #packed: string;
  /** Whether each code unit is one byte. */
  readonly #isAscii: boolean;
  at: number;

  constructor(packed: string, at: number, isAscii: boolean) {
    this.#packed = packed;
    this.at = at;
    this.#isAscii = isAscii;
  }

  /** Eight lower-case hexadecimal digits, as a signed word. */
  word(): number {
    let value = 0;
    for (let left = WORD_DIGITS; left > 0; left -= 1, this.at += 1) {
      const code = this.#packed.charCodeAt(this.at);
      value = (value << 4) | ((code & 15) + 9 * (code >> 6));
    }
    return value;
  }

  /** Moves past the next text, and returns its length in code units; undefined for null. */
  skip(): number | undefined {
    const from = this.at;
    let bytes = 0;
    let code = this.#packed.charCodeAt(this.at);
    for (; code >= ZERO && code < COLON; code = this.#packed.charCodeAt(this.at)) {
      bytes = bytes * 10 + code - ZERO;
      this.at += 1;
    }
    const isNull = this.at === from;
    const start = this.at + 1;
    this.at = this.#isAscii ? start + bytes : this.#beyond(start, bytes);
    return isNull ? undefined : this.at - start;
  }

  take(texts: number): Texts {
    const taken = new Array<string | null>(texts).fill(null);
    for (let index = 0; index < texts; index += 1) {
      const length = this.skip();
      if (length !== undefined) taken[index] = this.#packed.slice(this.at - length, this.at);
    }
    return taken;
  }

  /** The index just past `bytes` bytes of UTF-8 from `start`. */
  #beyond(start: number, bytes: number): number {
    let at = start;
    for (let left = bytes; left > 0; ) {
      const point = this.#packed.codePointAt(at) ?? 0;
      left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
      at += point < 0x1_0000 ? 1 : 2;
    }
    return at;
  }
}
