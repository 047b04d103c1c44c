import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReconcilerError, type Scratch, type Spool, type SpoolRecord } from '../engine/index.ts';
import { lineOf, recordsIn } from './lines.ts';

/** Bytes that wait to be written: of all parts together at least, and of one at most. */
const WAITING = 2 * 1024 * 1024;
const MOST_WAITING_A_PART = 256 * 1024;

/** Full buffers that wait until they are written together. */
const MOST_FULL = 1024 * 1024;

/**
 * Writes records to one file in a directory of its own, which is removed when it is closed: each time, what waits of
 * every part, one part's lines after the other's.
 *
 * @param directory where; the system's temporary directory by default
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
      `The scratch file in ${directory} was cut short by someone else. Keep others out of it; the next run starts anew.`,
    );
  }
}

/** Where lines of one part stand in the file, in bytes. */
interface Segment {
  readonly at: number;
  readonly length: number;
}

/** Lines of one part that wait. */
interface Waiting {
  buffer: Buffer;
  used: number;
}

/**
 * Lines are written into buffers that are used again: as texts, the many small ones would outlive the collector's young
 * generation.
 */
class SpoolFile implements Scratch {
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #waiting: (Waiting | undefined)[];
  readonly #segments: Segment[][];
  readonly #spare: Buffer[] = [];
  /** Buffers that are spare again once what is kept is in the file. */
  #used: Buffer[] = [];
  #full: Buffer[] = [];
  #fullBytes = 0;
  #end = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, file: FileHandle, parts: number) {
    this.#directory = directory;
    this.#file = file;
    this.#size = Math.min(MOST_WAITING_A_PART, Math.ceil(WAITING / parts));
    this.#waiting = Array.from({ length: parts });
    this.#segments = Array.from({ length: parts }, () => []);
  }

  write(part: number, record: SpoolRecord): Promise<void> | undefined {
    const line = lineOf(record);
    // A UTF-16 unit takes three bytes of UTF-8 at most.
    const most = line.length * 3;
    let waiting = (this.#waiting[part] ??= this.#empty());
    if (most > this.#size - waiting.used) {
      this.#turnOver(part);
      if (most > this.#size) this.#keep(part, Buffer.from(line));
      else {
        waiting = this.#waiting[part] = this.#empty();
        waiting.used = waiting.buffer.write(line);
      }
      return this.#fullBytes > MOST_FULL ? this.#flush() : undefined;
    }
    waiting.used += waiting.buffer.write(line, waiting.used);
    return undefined;
  }

  #empty(): Waiting {
    return { buffer: this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#size), used: 0 };
  }

  /** What waits of the part is to be written next. */
  #turnOver(part: number): void {
    const waiting = this.#waiting[part];
    if (waiting === undefined) return;
    this.#waiting[part] = undefined;
    this.#used.push(waiting.buffer);
    this.#keep(part, waiting.buffer.subarray(0, waiting.used));
  }

  #keep(part: number, bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#segments[part]?.push({ at: this.#end, length: bytes.length });
    this.#end += bytes.length;
    this.#full.push(bytes);
    this.#fullBytes += bytes.length;
  }

  /** Resolves when all that was kept before is in the file. */
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
