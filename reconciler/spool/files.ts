import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scratch, Spool, SpoolRecord } from '../engine/index.ts';
import { lineOf, recordsIn } from './lines.ts';

/** Characters of all parts together that wait to be written. */
const MOST_WAITING = 4 * 1024 * 1024;
const READ_BYTES = 256 * 1024;

/**
 * Writes each part to a file of its own, in a directory that is removed when it is closed.
 *
 * @param directory where; the system's temporary directory by default
 */
export const fileSpool = (directory = tmpdir()): Spool => ({
  async open(parts) {
    return new Files(await mkdtemp(join(directory, 'evenkeel-spool-')), parts);
  },
});

class Files implements Scratch {
  readonly #directory: string;
  readonly #waiting: string[];
  readonly #lengths: Float64Array;
  readonly #isWritten = new Set<number>();
  #allWaiting = 0;
  #flushing: Promise<void> = Promise.resolve();

  constructor(directory: string, parts: number) {
    this.#directory = directory;
    this.#waiting = Array.from({ length: parts }, () => '');
    this.#lengths = new Float64Array(parts);
  }

  write(part: number, record: SpoolRecord): Promise<void> | undefined {
    const line = lineOf(record);
    this.#waiting[part] = (this.#waiting[part] ?? '') + line;
    this.#allWaiting += line.length;
    return this.#allWaiting > MOST_WAITING ? this.#flushAll() : undefined;
  }

  /** One flush after another, so that a part's lines keep their order. */
  #flushAll(): Promise<void> {
    const texts = [...this.#waiting.entries()].filter(([, text]) => text !== '');
    this.#waiting.fill('');
    this.#allWaiting = 0;
    const before = this.#flushing;
    const flush = async (): Promise<void> => {
      await before;
      for (const [part, text] of texts) {
        this.#isWritten.add(part);
        await appendFile(this.#path(part), text);
      }
    };
    this.#flushing = flush();
    return this.#flushing;
  }

  async *read(part: number): AsyncGenerator<readonly SpoolRecord[]> {
    await this.#flushAll();
    if (!this.#isWritten.has(part)) return;
    let rest = '';
    const chunks = createReadStream(this.#path(part), { encoding: 'utf8', highWaterMark: READ_BYTES });
    for await (const chunk of chunks as AsyncIterable<string>) {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) yield recordsIn(text.slice(0, end));
    }
  }

  #path(part: number): string {
    return join(this.#directory, String(part));
  }

  async close(): Promise<void> {
    await this.#flushing.catch(() => undefined);
    await rm(this.#directory, { recursive: true, force: true });
  }
}
