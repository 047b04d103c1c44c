/** How the rows that differ are found once both sketches are known. */
import type { Decoded } from '../sketch/index.ts';

export type Strategy =
  /** The sketches are equal, and so are the sets. */
  | 'done'
  /** The rows that decoding named, and the cells that hold several differences. */
  | 'decode'
  /** Most cells hold differences: a filter would let nearly everything through. */
  | 'read-all'
  /** The same, of sides that are looked at cell by cell instead of being joined. */
  | 'crowd';

export interface Known extends Pick<Decoded, 'lone' | 'crowded'> {
  /** Rows of both sides in the crowded cells. */
  readonly crowdedRows: number;
  /** Rows of both sides. */
  readonly rows: number;
  /** Whether the sides can be looked at cell by cell, and are more than a join may hold. */
  readonly mayCrowd: boolean;
}

/** Share of all rows from which a filtered read costs as much as a whole one. */
const MOST_SHARE = 0.5;

export function chooseStrategy({ lone, crowded, crowdedRows, rows, mayCrowd }: Known): Strategy {
  if (lone.size === 0 && crowded.length === 0) return 'done';
  if (crowded.length === 0 || lone.size * 2 + crowdedRows <= rows * MOST_SHARE) return 'decode';
  return mayCrowd ? 'crowd' : 'read-all';
}
