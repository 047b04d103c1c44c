/** What two sketches must have in common to be compared, and which of their rows to read. */

export interface SketchPlan {
  /** Version of the canonical values: see CANONICAL_VERSION. */
  readonly version: number;
  /** 32 hexadecimal digits, chosen at random for each run. */
  readonly seed: string;
  /** A power of two. */
  readonly cells: number;
}

/** Rows in these cells, and rows with these key hashes (62 bits); or every row. */
export type Selection = 'all' | { readonly cells: readonly number[]; readonly keyHashes: readonly bigint[] };

/** A row, reduced to what is compared. */
export interface Tokened {
  readonly key: string;
  /** Seeded 128-bit hash of key and compared fields: 32 hexadecimal digits. */
  readonly token: string;
}
