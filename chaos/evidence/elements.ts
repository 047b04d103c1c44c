/** Reads a large JSON document without holding all of it in memory. */
import { createReadStream } from 'node:fs';
import { MalformedError } from './json.ts';

const [QUOTE, BACKSLASH, COMMA, OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [
  ...Buffer.from('"\\,[]{}'),
];
/** Small, so that each chunk is freed by a minor garbage collection. */
const CHUNK_BYTES = 1 << 16;

/**
 * Passes the text of each element of the array under `key`, one at a time. The document must be an object.
 *
 * @returns the document with that array emptied
 * @throws MalformedError when the document ends before its last bracket
 */
export async function readElements(path: string, key: string, take: (element: string) => void): Promise<string> {
  const scan = new Scan(key, take);
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of chunks) scan.read(chunk);
  return scan.end();
}

/** Follows strings and brackets byte by byte. In UTF-8, no byte of a longer sequence equals one of them. */
class Scan {
  readonly #opening: string;
  readonly #take: (element: string) => void;
  readonly #outside: string[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inArray = false;
  /** Bytes that are read and not yet passed on. */
  #kept: Buffer = Buffer.alloc(0);

  constructor(key: string, take: (element: string) => void) {
    this.#opening = `"${key}":[`;
    this.#take = take;
  }

  read(chunk: Buffer): void {
    const seen = this.#kept.length;
    const bytes = seen === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    let from = 0;
    for (let at = seen; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.#inString) this.#inside(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
        this.#depth += 1;
        if (this.#depth === 2 && byte === OPENING_BRACKET) from = this.#entered(bytes, from, at);
      } else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) {
        this.#depth -= 1;
        if (this.#inArray && this.#depth === 1) from = this.#left(bytes, from, at);
      } else if (byte === COMMA && this.#inArray && this.#depth === 2) {
        this.#take(bytes.toString('utf8', from, at));
        from = at + 1;
      }
    }
    this.#kept = bytes.subarray(from);
  }

  end(): string {
    if (this.#depth !== 0 || this.#inString) throw new MalformedError('it is not JSON, or was cut short');
    return [...this.#outside, this.#kept.toString('utf8')].join('');
  }

  #inside(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  /** At an array on the document's top level: if it is the one, keeps what comes before it. */
  #entered(bytes: Buffer, from: number, at: number): number {
    const before = bytes.toString('utf8', from, at + 1);
    if (!before.replace(/\s+/g, '').endsWith(this.#opening)) return from;
    this.#outside.push(before);
    this.#inArray = true;
    return at + 1;
  }

  #left(bytes: Buffer, from: number, at: number): number {
    const last = bytes.toString('utf8', from, at);
    if (last.trim() !== '') this.#take(last);
    this.#inArray = false;
    return at;
  }
}
