import type { Paged } from './paged.ts';
import type { Parting } from './sketch-in-parts.ts';
import type { Statement, Texts } from './statement.ts';

/** Access to a database. It throws errors as they are; the view adds its name to them. */
export interface SqlStore {
  /** Runs a statement that selects texts only. */
  run(statement: Statement, signal?: AbortSignal): Promise<Texts[]>;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transact<Result>(work: (run: (statement: Statement) => Promise<Texts[]>) => Promise<Result>): Promise<Result>;
  /** Everything that is selected, in pages. */
  pages(paged: Paged, signal: AbortSignal): AsyncGenerator<readonly Texts[], void>;
  /** All rows of a statement, as of one moment, `atOnce` at a time; absent where they come in one answer only. */
  readonly stream?: (
    statement: Statement,
    atOnce: number,
    signal: AbortSignal,
  ) => AsyncGenerator<readonly Texts[], void>;
  /** How a sketch is made in parts; absent where a statement may take its time. */
  readonly parting?: Pick<Parting, 'rows' | 'isTooLong'>;
  /** Keys of one re-read. */
  readonly keysACall: number;
  /** Cells of a sketch that one row of an answer holds. */
  readonly cellsARow: number;
  /** Cells that one answer holds; unlimited where absent. */
  readonly maxCells?: number;
}
