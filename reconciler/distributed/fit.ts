/** Whether a rule fits the time of one function, and into how many parts it is split if it does not. */
import type { View, ViewEstimate } from '../engine/index.ts';

/** Rows that one function reads in a second. Measured on two cores that the stores shared; see docs/scale.md. */
const ROWS_PER_SECOND = {
  /** Rows that are streamed to the function, which hashes them. */
  streamed: 20_000,
  /** Rows that their database hashes and adds up. */
  sketched: 250_000,
} as const;

/** Seconds of reading that a run in one function may take. The rest of its ten minutes is for settling and repairs. */
export const ONE_FUNCTION_SECONDS = 240;

/** Seconds of reading that a worker should take. It may take 15 minutes. */
const PART_SECONDS = 240;

/** With fewer rows, a part is not worth a worker. */
const MIN_PART_ROWS = 100_000;

/** The most parts of a side. The state of an execution lists the parts of all rules, in at most 256 KB. */
const MAX_PARTS = 10_000;

type ReadView = Pick<View, 'pushdown'>;

type Size = Pick<ViewEstimate, 'rows' | 'readUnits' | 'readCapacity'>;

const rate = ({ pushdown }: ReadView): number =>
  pushdown === undefined ? ROWS_PER_SECOND.streamed : ROWS_PER_SECOND.sketched;

/** Seconds for which the view's own limit makes its readers wait, however many they are. */
const pacedSeconds = ({ readUnits = 0, readCapacity }: Size): number =>
  readCapacity === undefined ? 0 : readUnits / readCapacity;

/** Seconds that one function reads a view. */
export const readingSeconds = (view: ReadView, size: Size): number =>
  Math.max(size.rows / rate(view), pacedSeconds(size));

/**
 * The number of parts into which a side is split. Workers share the view's read capacity, so only more parts than there are
 * workers make each of them read for a shorter time.
 */
export function partsFor(view: ReadView, size: Size, workers: number): number {
  const { rows } = size;
  const isPaced = pacedSeconds(size) > PART_SECONDS;
  const needed = Math.max(
    Math.ceil(rows / (rate(view) * PART_SECONDS)),
    isPaced ? Math.ceil((pacedSeconds(size) * workers) / PART_SECONDS) : 1,
  );
  const useful = Math.min(workers, Math.floor(rows / MIN_PART_ROWS));
  return Math.max(1, Math.min(MAX_PARTS, Math.max(needed, useful)));
}
