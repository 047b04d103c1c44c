/**
 * How many differences a residual holds, from the share of its cells that hold none: linear counting (Whang,
 * Vander-Zanden and Taylor, "A linear-time probabilistic counting algorithm for database applications", 1990). With d
 * differences in c cells, c * e^(-d/c) cells stay empty.
 */

/** Undefined if no cell is empty: then there are more differences than the sketch can count, about c * ln c or more. */
export function estimateDifferences(cells: number, dirty: number): number | undefined {
  return dirty >= cells ? undefined : Math.round(cells * Math.log(cells / (cells - dirty)));
}

/** The most cells of a comparison in one function. */
export const MAX_CELLS = 65_536;
const MIN_CELLS = 1024;
/** Average rows per cell; a cell with several differences is read in full. */
const ROWS_PER_CELL = 64;

/** How many cells to use for a comparison of `rows` rows; if that is unknown, as many as for about a million. */
export function cellsFor(rows: number | undefined, max = MAX_CELLS): number {
  const wanted = rows === undefined ? 16_384 : 2 ** Math.ceil(Math.log2(Math.max(1, rows / ROWS_PER_CELL)));
  return Math.min(max, Math.max(MIN_CELLS, wanted));
}
