/** Reads what another process appends to a file, line by line. */
import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;

/** Passes on the complete lines appended since the previous call. Overlapping calls wait for each other. */
export type Tail = (take: (line: string) => void) => Promise<void>;

/**
 * Reads a file as it grows. An incomplete line at its end is kept until the rest follows. A file that does not exist yet
 * has no lines.
 */
export function tail(path: string): Tail {
  let offset = 0;
  let incomplete = Buffer.alloc(0);
  let previous: Promise<unknown> = Promise.resolve();

  const readOn = async (file: FileHandle, take: (line: string) => void): Promise<void> => {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      const text = Buffer.concat([incomplete, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(NEWLINE) + 1;
      incomplete = text.subarray(end);
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
    const reading = previous.then(() => appended(take));
    previous = reading.catch(() => undefined);
    return reading;
  };
}
