/** A table's sketch, made in parts by ranges of its key, for a store that gives a statement no more than some seconds. */
import { emptySketch, merged, type Sketch, type SketchPlan } from '../../engine/index.ts';
import type { KeyRange } from './statement.ts';

export interface Parting {
  /** Rows of a first part; halved while a statement takes too long. */
  readonly rows: number;
  /** The key of the last of so many rows behind `after`; undefined where fewer are left. */
  boundary(after: KeyRange['after'], rows: number): Promise<KeyRange['upTo']>;
  sketch(range: KeyRange): Promise<Sketch>;
  isTooLong(error: unknown): boolean;
}

/**
 * Each key is in one range, and each row is looked at once: as it is at the moment of its part. What is written between
 * parts is told apart from drift as all else is that is written while a rule is compared.
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
