import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReconcilerError, type Scratch, type Spool, type SpoolRecord } from '../engine/index.ts';
import { lineOf, recordsIn } from './lines.ts';

/** Bytes buffered before a write: for all parts together, and the maximum for one part. */
const BUFFERED = 2 * 1024 * 1024;
const MAX_BUFFERED_PER_PART = 256 * 1024;

/** Bytes of full buffers gathered into one write. */
const MAX_FULL = 1024 * 1024;

/**
 * Writes records to one file in a new directory, which is deleted on close.
 *
 * @param directory the parent directory; the system's temporary directory by default
 */
export const fileSpool = (directory = tmpdir()): Spool => ({
  async open(parts) {
    const own = await mkdtemp(join(directory, 'evenkeel-spool-'));
    return new SpoolFile(own, await open(join(own, 'records'), 'wx+', 0o600), parts);
  },
});

class SpoolError extends ReconcilerError {
  constructor(directory: string) {
    super(
      `the scratch file in ${directory} was truncated by another process. Make sure that nothing else writes there; the next run starts over`,
    );
  }
}

/** Position of some lines of one part in the file, in bytes. */
interface Segment {
  readonly at: number;
  readonly length: number;
}

/** Buffered lines of one part. */
interface Buffered {
  buffer: Buffer;
  used: number;
}

/**
 * Encodes lines into reusable buffers. As strings, the many small lines would outlive the garbage collector's young
 * generation.
 */
class SpoolFile implements Scratch {
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #buffered: (Buffered | undefined)[];
  readonly #segments: Segment[][];
  readonly #spare: Buffer[] = [];
  /** Buffers that can be reused once their contents are in the file. */
  #used: Buffer[] = [];
  #full: Buffer[] = [];
  #fullBytes = 0;
  #end = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, file: FileHandle, parts: number) {
    this.#directory = directory;
    this.#file = file;
    this.#size = Math.min(MAX_BUFFERED_PER_PART, Math.ceil(BUFFERED / parts));
    this.#buffered = Array.from({ length: parts });
    this.#segments = Array.from({ length: parts }, () => []);
  }

  write(part: number, record: SpoolRecord): Promise<void> | undefined {
    const line = lineOf(record);
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const maxBytes = line.length * 3;
    let buffered = (this.#buffered[part] ??= this.#empty());
    if (maxBytes > this.#size - buffered.used) {
      this.#turnOver(part);
      if (maxBytes > this.#size) this.#keep(part, Buffer.from(line));
      else {
        buffered = this.#buffered[part] = this.#empty();
        buffered.used = buffered.buffer.write(line);
      }
      return this.#fullBytes > MAX_FULL ? this.#flush() : undefined;
    }
    buffered.used += buffered.buffer.write(line, buffered.used);
    return undefined;
  }

  #empty(): Buffered {
    return { buffer: this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#size), used: 0 };
  }

  /** Queues the part's buffered lines for the next write. */
  #turnOver(part: number): void {
    const buffered = this.#buffered[part];
    if (buffered === undefined) return;
    this.#buffered[part] = undefined;
    this.#used.push(buffered.buffer);
    this.#keep(part, buffered.buffer.subarray(0, buffered.used));
  }

  #keep(part: number, bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#segments[part]?.push({ at: this.#end, length: bytes.length });
    this.#end += bytes.length;
    this.#full.push(bytes);
    this.#fullBytes += bytes.length;
  }

  /** Resolves when everything queued before is in the file. */
  #flush(): Promise<void> {
    const [full, used] = [this.#full, this.#used];
    this.#full = [];
    this.#used = [];
    this.#fullBytes = 0;
    const before = this.#writing;
    const write = async (): Promise<void> => {
      await before;
      if (full.length > 0) await this.#file.appendFile(Buffer.concat(full));
      this.#spare.push(...used);
    };
    this.#writing = write();
    return this.#writing;
  }

  async *read(part: number): AsyncGenerator<readonly SpoolRecord[]> {
    this.#turnOver(part);
    await this.#flush();
    for (const { at, length } of this.#segments[part] ?? []) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, at);
      if (bytesRead < length) throw new SpoolError(this.#directory);
      yield recordsIn(buffer.toString());
    }
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
