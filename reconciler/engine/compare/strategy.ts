/** How the rows that differ are found once both sketches are known. */
import type { Decoded } from '../sketch/index.ts';

export type Strategy =
  /** The sketches are equal, and so are the sets. */
  | 'done'
  /** The rows that decoding named, and the cells that hold several differences. */
  | 'decode'
  /** Most cells hold differences: a filter would let nearly everything through. */
  | 'read-all';

export interface Known extends Pick<Decoded, 'lone' | 'crowded'> {
  /** Rows of both sides in the crowded cells. */
  readonly crowdedRows: number;
  /** Rows of both sides. */
  readonly rows: number;
}

/** Share of all rows from which a filtered read costs as much as a whole one. */
const MOST_SHARE = 0.5;

export function chooseStrategy({ lone, crowded, crowdedRows, rows }: Known): Strategy {
  if (lone.size === 0 && crowded.length === 0) return 'done';
  return lone.size * 2 + crowdedRows > rows * MOST_SHARE && crowded.length > 0 ? 'read-all' : 'decode';
}
