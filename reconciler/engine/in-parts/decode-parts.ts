import { chooseStrategy, rowsInCell } from '../compare/index.ts';
import { decode, packed, rowsIn, type Selection, type Sketch, subtracted } from '../sketch/index.ts';
import type { Side } from './plan-parts.ts';

export type PartsDecision =
  /** The sides are equal. */
  | { readonly kind: 'equal' }
  /** Read these rows of both sides. `residual` holds the cells that decoding believes to hold one difference. */
  | { readonly kind: 'read'; readonly selection: Selection; readonly residual: Buffer }
  /** More rows may differ than workers may hand on to one process. */
  | { readonly kind: 'too-much'; readonly rows: number };

/** Rows of both sides that workers may read again. One process joins them. */
const MAX_READ_ROWS = 2_000_000;

/** Decides from the sketches of the whole sides what has to be read. */
export function decodeParts(sketches: Readonly<Record<Side, Sketch>>): PartsDecision {
  const residual = subtracted(sketches.left, sketches.right);
  const decoded = decode(residual);
  const rows = rowsIn(sketches.left) + rowsIn(sketches.right);
  const crowdedRows = decoded.crowded.reduce((sum, cell) => sum + rowsInCell(sketches, cell), 0);
  const strategy = chooseStrategy({ ...decoded, crowdedRows, rows, canReadDense: false });
  if (strategy === 'done') return { kind: 'equal' };
  const toRead = strategy === 'read-all' ? rows : 2 * decoded.lone.size + crowdedRows;
  if (toRead > MAX_READ_ROWS) return { kind: 'too-much', rows: toRead };
  if (strategy === 'read-all') return { kind: 'read', selection: 'all', residual: Buffer.alloc(0) };
  return {
    kind: 'read',
    selection: { cells: decoded.crowded, keyHashes: [...decoded.lone.values()] },
    residual: packed(residual, [...decoded.lone.keys()]),
  };
}
