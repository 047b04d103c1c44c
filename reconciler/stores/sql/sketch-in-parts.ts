/** Makes the sketch of a table in parts by key range, for a store that limits a statement to a few seconds. */
import { emptySketch, merged, type Sketch, type SketchPlan } from '../../engine/index.ts';
import type { KeyRange } from './statement.ts';

export interface Parting {
  /** Rows of the first part; halved whenever a statement takes too long. */
  readonly rows: number;
  /** The key of the last of the next `rows` rows after `after`; undefined if fewer are left. */
  boundary(after: KeyRange['after'], rows: number): Promise<KeyRange['upTo']>;
  sketch(range: KeyRange): Promise<Sketch>;
  isTooLong(error: unknown): boolean;
}

/**
 * Each key is in one range, so each row is read once, when its part runs. Rows that are written between parts are
 * distinguished from drift like any other row that is written during a comparison.
 */
export async function sketchInParts(plan: SketchPlan, parting: Parting): Promise<Sketch> {
  let whole = emptySketch(plan);
  let after: KeyRange['after'];
  for (let { rows } = parting; ; ) {
    try {
      const upTo = await parting.boundary(after, rows);
      whole = merged(whole, await parting.sketch({ after, upTo }));
      if (upTo === undefined) return whole;
      after = upTo;
    } catch (error) {
      if (rows === 1 || !parting.isTooLong(error)) throw error;
      rows = Math.ceil(rows / 2);
    }
  }
}
