/**
 * How many differences a residual holds, from the share of its cells that hold none: linear counting (Whang,
 * Vander-Zanden and Taylor, "A linear-time probabilistic counting algorithm for database applications", 1990). With d
 * differences in c cells, c * e^(-d/c) cells stay empty.
 */

/** Undefined where no cell is empty: there are more than the sketch can tell, about c * ln c and up. */
export function estimateDifferences(cells: number, dirty: number): number | undefined {
  return dirty >= cells ? undefined : Math.round(cells * Math.log(cells / (cells - dirty)));
}

const MOST_CELLS = 65_536;
const LEAST_CELLS = 1024;
/** Rows of a cell that is read in full because it holds several differences. */
const ROWS_A_CELL = 64;

/** Cells for a comparison of so many rows; for a number that nobody knows, those for about a million. */
export function cellsFor(rows: number | undefined, most = MOST_CELLS): number {
  const wanted = rows === undefined ? 16_384 : 2 ** Math.ceil(Math.log2(Math.max(1, rows / ROWS_A_CELL)));
  return Math.min(most, MOST_CELLS, Math.max(LEAST_CELLS, wanted));
}
