/** What another process appends to a file, line by line. */
import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;

/** Takes the whole lines that were appended since the call before. Calls that overlap wait for each other. */
export type Tail = (take: (line: string) => void) => Promise<void>;

/**
 * Reads a file as it grows. A line that is cut off at the end of the file is kept until the rest of it is there. A
 * file that is not there yet has no lines.
 */
export function tail(path: string): Tail {
  let offset = 0;
  let cut = Buffer.alloc(0);
  let before: Promise<unknown> = Promise.resolve();

  const readOn = async (file: FileHandle, take: (line: string) => void): Promise<void> => {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      const text = Buffer.concat([cut, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(NEWLINE) + 1;
      cut = text.subarray(end);
      if (end > 0)
        text
          .toString('utf8', 0, end - 1)
          .split('\n')
          .forEach(take);
    }
  };
  const appended = async (take: (line: string) => void): Promise<void> => {
    const file = await open(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    try {
      if (file !== undefined) await readOn(file, take);
    } finally {
      await file?.close();
    }
  };

  return (take) => {
    const reading = before.then(() => appended(take));
    before = reading.catch(() => undefined);
    return reading;
  };
}
