/** A table's sketch, made in parts by key range, for a store that limits a statement to some seconds. */
import { emptySketch, merged, type Sketch, type SketchPlan } from '../../engine/index.ts';
import type { KeyRange } from './statement.ts';

export interface Parting {
  /** Rows of a first part; halved while a statement takes too long. */
  readonly rows: number;
  /** The key of the last of the next `rows` rows after `after`; undefined if fewer are left. */
  boundary(after: KeyRange['after'], rows: number): Promise<KeyRange['upTo']>;
  sketch(range: KeyRange): Promise<Sketch>;
  isTooLong(error: unknown): boolean;
}

/**
 * Each key is in one range, so each row is read once, as it is when its part runs. Rows written between parts are
 * distinguished from drift like any other row written while a rule is compared.
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
