import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reading } from '../../engine/index.ts';

/** A text file that nobody writes to while a run reads it. */
export interface FileSource {
  /** The path as it was given; for a URL, the path relative to the folder that the command runs in. */
  readonly shown: string;
  /** The whole text in pieces. Throws an Error if the file changed since the last scan. */
  texts(purpose: 'scan' | 'reread', reading: Reading): AsyncGenerator<string, void>;
  /** The first piece of the text and its size, and the size of the whole file, in bytes. */
  head(): Promise<{ readonly text: string; readonly bytes: number; readonly size: number }>;
}

const PIECE_BYTES = 256 * 1024;

export function fileSource(file: string | URL): FileSource {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  const shown = file instanceof URL ? relative(process.cwd(), path) : path;
  let scanned: string | undefined;

  const identity = async (): Promise<string> => {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  };
  const unchangedSince = async (before: string | undefined): Promise<void> => {
    if (before === undefined || (await identity()) === before) return;
    throw new Error(`${shown} changed while the run read it; use a file that nobody writes to during a run`);
  };
  return {
    shown,
    async *texts(purpose, reading) {
      if (purpose === 'scan') scanned = await identity();
      const expected = scanned;
      await unchangedSince(expected);
      const decoder = new TextDecoder('utf-8', { fatal: true });
      let isFirst = true;
      for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, signal: reading.signal })) {
        const bytes = piece as Buffer;
        if (isFirst) assertIsPlain(bytes);
        isFirst = false;
        reading.received(bytes.length);
        yield decoded(decoder, bytes);
      }
      yield decoded(decoder);
      await unchangedSince(expected);
    },
    async head() {
      const { size } = await stat(path);
      const decoder = new TextDecoder('utf-8', { fatal: true });
      for await (const piece of createReadStream(path, { end: PIECE_BYTES - 1, highWaterMark: PIECE_BYTES })) {
        const bytes = piece as Buffer;
        assertIsPlain(bytes);
        return { text: decoded(decoder, bytes), bytes: bytes.length, size };
      }
      return { text: '', bytes: 0, size };
    },
  };

  /** @throws Error for a file that begins as a text in UTF-8 does not */
  function assertIsPlain(bytes: Buffer): void {
    const [first, second] = bytes;
    const start = bytes.subarray(0, 2).toString('hex');
    if (start === '1f8b') throw new Error(`${shown} is compressed with gzip; unpack it first`);
    if (start === 'fffe' || start === 'feff' || (bytes.length > 1 && (first === 0 || second === 0))) {
      throw new Error(`${shown} is UTF-16, not UTF-8 text; convert it, for example with iconv`);
    }
  }

  /** @throws Error for bytes that are not UTF-8, instead of replacing them with U+FFFD */
  function decoded(decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): string {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw new Error(`${shown} is not UTF-8 text; convert it, for example with iconv`, { cause: error });
    }
  }
}
