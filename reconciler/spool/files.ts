import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReconcilerError, type Scratch, type Spool, type SpoolRecord } from '../engine/index.ts';
import { lineOf, recordsIn } from './lines.ts';

/** Characters that wait to be written: of all parts together, and of one on average. */
const MOST_WAITING = 2 * 1024 * 1024;
const MOST_WAITING_A_PART = 256 * 1024;

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

class SpoolFile implements Scratch {
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #waiting: string[];
  readonly #segments: Segment[][];
  readonly #mostWaiting: number;
  #allWaiting = 0;
  #end = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, file: FileHandle, parts: number) {
    this.#directory = directory;
    this.#file = file;
    this.#waiting = Array.from({ length: parts }, () => '');
    this.#segments = Array.from({ length: parts }, () => []);
    this.#mostWaiting = Math.min(MOST_WAITING, parts * MOST_WAITING_A_PART);
  }

  write(part: number, record: SpoolRecord): Promise<void> | undefined {
    const line = lineOf(record);
    this.#waiting[part] = (this.#waiting[part] ?? '') + line;
    this.#allWaiting += line.length;
    return this.#allWaiting > this.#mostWaiting ? this.#flush() : undefined;
  }

  /** Resolves when all that was written before is in the file. */
  #flush(): Promise<void> {
    const waiting = [...this.#waiting.entries()].filter(([, text]) => text !== '');
    this.#waiting.fill('');
    this.#allWaiting = 0;
    const buffers = waiting.map(([part, text]) => {
      const buffer = Buffer.from(text);
      this.#segments[part]?.push({ at: this.#end, length: buffer.length });
      this.#end += buffer.length;
      return buffer;
    });
    const before = this.#writing;
    const write = async (): Promise<void> => {
      await before;
      await this.#file.appendFile(Buffer.concat(buffers));
    };
    this.#writing = write();
    return this.#writing;
  }

  async *read(part: number): AsyncGenerator<readonly SpoolRecord[]> {
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
