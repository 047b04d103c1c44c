/** Reads a large JSON document without ever holding all of it. */
import { createReadStream } from 'node:fs';
import { MalformedError } from './json.ts';

const [QUOTE, BACKSLASH, COMMA, OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [
  ...Buffer.from('"\\,[]{}'),
];
/** Small enough to be young when it is forgotten: large texts wait for the collector to look at all that is old. */
const CHUNK = 1 << 16;

/**
 * Hands on, one at a time, the text of each element of the array under `key` of a document that is an object.
 *
 * @returns the document with that array empty
 * @throws MalformedError when the document ends before its last bracket
 */
export async function readElements(path: string, key: string, take: (element: string) => void): Promise<string> {
  const scan = new Scan(key, take);
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK });
  for await (const chunk of chunks) scan.read(chunk);
  return scan.end();
}

/** Follows strings and brackets byte by byte: no byte of a longer UTF-8 sequence can be taken for one of them. */
class Scan {
  readonly #opening: string;
  readonly #take: (element: string) => void;
  readonly #outside: string[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inArray = false;
  /** Bytes seen and not yet handed on. */
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
    if (this.#depth !== 0 || this.#inString) throw new MalformedError('it is no JSON, or was cut');
    return [...this.#outside, this.#kept.toString('utf8')].join('');
  }

  #inside(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  /** At an array of the document's own: what comes before it is kept, if it is the one. */
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
