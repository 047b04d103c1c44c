/** Finds HTTP requests in the bytes of a connection. */
import { AwsError } from '../../core/index.ts';

/** DynamoDB takes 16 MB in a batch. */
const MAX_BODY_BYTES = 17 * 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** A request as it arrived. Its head has one byte for each character. */
export class FrontRequest {
  readonly bytes: Buffer;
  /** The request line and the headers, up to the empty line. */
  readonly head: string;
  readonly #lowerCase: string;

  constructor(bytes: Buffer, head: string, lowerCase: string) {
    this.bytes = bytes;
    this.head = head;
    this.#lowerCase = lowerCase;
  }

  get body(): Buffer {
    return this.bytes.subarray(this.head.length + END_OF_HEAD.length);
  }

  header(name: string): string | undefined {
    return headerOf(this.head, this.#lowerCase, name);
  }
}

function headerOf(head: string, lowerCase: string, name: string): string | undefined {
  const start = lowerCase.indexOf(`\r\n${name}:`);
  if (start === -1) return undefined;
  const from = start + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end === -1 ? undefined : end).trim();
}

interface Head {
  readonly text: string;
  readonly lowerCase: string;
  /** Of the whole request, in bytes. */
  readonly size: number;
}

/** Takes requests, one after the other, from the bytes that a connection has received. */
export class RequestReader {
  /** What has arrived and was not taken yet; joined only when it may hold a whole request. */
  #chunks: Buffer[] = [];
  #size = 0;
  #head: Head | undefined;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /**
   * The next request that has arrived whole, if any.
   *
   * @throws AwsError for a request without a Content-Length, or one that is too large
   */
  next(): FrontRequest | undefined {
    if (this.#size === 0) return undefined;
    const head = (this.#head ??= this.#readHead());
    if (head === undefined || this.#size < head.size) return undefined;
    const bytes = this.#joined();
    this.#chunks = [bytes.subarray(head.size)];
    this.#size -= head.size;
    this.#head = undefined;
    return new FrontRequest(bytes.subarray(0, head.size), head.text, head.lowerCase);
  }

  #joined(): Buffer {
    const [only, ...others] = this.#chunks;
    if (only && others.length === 0) return only;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #readHead(): Head | undefined {
    const bytes = this.#joined();
    const at = bytes.indexOf(END_OF_HEAD);
    if (at === -1 && bytes.length > MAX_HEAD_BYTES) throw tooLarge();
    if (at === -1) return undefined;
    const text = bytes.toString('latin1', 0, at);
    const lowerCase = text.toLowerCase();
    if (headerOf(text, lowerCase, 'transfer-encoding') !== undefined) {
      throw new AwsError('SerializationException', 'A request must have a Content-Length.', { status: 411 });
    }
    const bodySize = Number(headerOf(text, lowerCase, 'content-length') ?? 0);
    if (!(bodySize <= MAX_BODY_BYTES)) throw tooLarge();
    return { text, lowerCase, size: at + END_OF_HEAD.length + bodySize };
  }
}

const tooLarge = (): AwsError =>
  new AwsError('RequestEntityTooLargeException', 'The request is too large.', { status: 413 });
