import type { Paged } from './paged.ts';
import type { Parting } from './sketch-in-parts.ts';
import type { Statement, Texts } from './statement.ts';

/** Access to a database. It throws errors unchanged; the view adds its name to them. */
export interface SqlStore {
  /** Runs a statement that selects texts only. */
  run(statement: Statement, signal?: AbortSignal): Promise<Texts[]>;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transact<Result>(work: (run: (statement: Statement) => Promise<Texts[]>) => Promise<Result>): Promise<Result>;
  /** Streams everything that `paged` selects, in pages. */
  pages(paged: Paged, signal: AbortSignal): AsyncGenerator<readonly Texts[], void>;
  /**
   * Streams all rows of a statement from one snapshot, `atOnce` at a time. Absent if the store returns them in one
   * answer only.
   */
  readonly stream?: (
    statement: Statement,
    atOnce: number,
    signal: AbortSignal,
  ) => AsyncGenerator<readonly Texts[], void>;
  /** How a sketch is made in parts; absent if the store does not limit the time of a statement. */
  readonly parting?: Pick<Parting, 'rows' | 'isTooLong'>;
  /** Maximum number of keys in one re-read. */
  readonly keysPerCall: number;
  /** Maximum number of cells of a sketch in one row of an answer. */
  readonly cellsPerRow: number;
  /** Maximum number of cells in one answer; unlimited if absent. */
  readonly maxCells?: number;
}
