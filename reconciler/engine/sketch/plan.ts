/** What two sketches must have in common to be compared, and what may be asked of the rows behind them. */

export interface SketchPlan {
  /** Of the canonical values: see CANONICAL_VERSION. */
  readonly version: number;
  /** Of the run: 32 hexadecimal digits, chosen at random. */
  readonly seed: string;
  /** A power of two. */
  readonly cells: number;
}

/** Rows in these cells, and rows with these key hashes (62 bits); or every row. */
export type Selection = 'all' | { readonly cells: readonly number[]; readonly keyHashes: readonly bigint[] };

/** A row as it is compared. */
export interface Tokened {
  readonly key: string;
  /** 128 bits of the seeded hash of key and compared fields: 32 hexadecimal digits. */
  readonly token: string;
}
