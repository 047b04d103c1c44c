/** Scratch space for what is more than may be held in memory. */

/** A few texts that belong together, such as a key and its token. */
export type SpoolRecord = readonly string[];

/** Records in parts, each written to its end before it is read. */
export interface Scratch {
  /** Gives a promise where the writer has to wait before it writes more. */
  write(part: number, record: SpoolRecord): Promise<void> | undefined;
  /** What was written to the part, in that order, in batches. */
  read(part: number): AsyncIterable<readonly SpoolRecord[]>;
  /** Throws all of it away. */
  close(): Promise<void>;
}

export interface Spool {
  open(parts: number): Promise<Scratch>;
}

/** Keeps everything in memory: for sets that are known to be small. */
export const memorySpool: Spool = {
  open(parts) {
    const held = Array.from({ length: parts }, (): SpoolRecord[] => []);
    return Promise.resolve({
      write(part, record) {
        held[part]?.push(record);
        return undefined;
      },
      async *read(part) {
        await Promise.resolve();
        yield held[part] ?? [];
      },
      close() {
        held.length = 0;
        return Promise.resolve();
      },
    });
  },
};
