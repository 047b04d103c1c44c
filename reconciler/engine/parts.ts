/** How a view is read in parts, by workers that share nothing but the store. */
import type { Reading } from './row.ts';

export interface Parts {
  /**
   * Descriptions of at most `count` parts, each a short text. Every row belongs to exactly one part, including rows that
   * are written later.
   */
  list(count: number, reading: Reading): Promise<readonly string[]>;
  /**
   * Called before a re-read by a run that did not scan the store itself, with a part that others have read: the store
   * may have been replaced since.
   */
  readonly resume?: (part: string) => void;
  /** @throws RunStoppedError if the rule may not read as many rows */
  readonly checkRows?: (rows: number) => void;
}
