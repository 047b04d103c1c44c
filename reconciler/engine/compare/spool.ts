/** Scratch space for more rows than memory may hold. */

/** A few strings that belong together, such as a key and its token. */
export type SpoolRecord = readonly string[];

/** Records in numbered parts. Each part is written completely before it is read. */
export interface Scratch {
  /** Returns a promise when the writer must wait before writing more. */
  write(part: number, record: SpoolRecord): Promise<void> | undefined;
  /** Yields the records of a part in the order they were written, in batches. */
  read(part: number): AsyncIterable<readonly SpoolRecord[]>;
  /** Deletes everything. */
  close(): Promise<void>;
}

export interface Spool {
  open(parts: number): Promise<Scratch>;
}

/** Keeps everything in memory, for sets known to be small. */
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
