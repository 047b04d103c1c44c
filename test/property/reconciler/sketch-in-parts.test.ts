import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addRow, digestOf, emptySketch, hashingOf, type Sketch, type SketchPlan } from '../../../reconciler/index.ts';
import { isTooLong } from '../../../reconciler/stores/data-api/execute.ts';
import { sketchInParts } from '../../../reconciler/stores/sql/sketch-in-parts.ts';

const plan: SketchPlan = { version: 2, seed: '0123456789abcdef0123456789abcdef', cells: 16 };

const sketchOf = (keys: readonly string[]): Sketch => {
  const sketch = emptySketch(plan);
  for (const key of keys) addRow(sketch, digestOf(hashingOf(plan), { key, token: `token of ${key}` }));
  return sketch;
};

/** The error as an AWS client throws it and a view passes it on. */
const tooLong = (): Error => {
  const error = new Error('Request timed out');
  error.name = 'StatementTimeoutException';
  return new Error('things could not be read', { cause: error });
};

/** A table whose statements fail above `max` rows; `done` has the row counts of those that succeeded. */
function table(keys: readonly string[], mostRows: number) {
  const sorted = [...keys].sort();
  const done: number[] = [];
  const between = (after: readonly string[] | undefined, upTo?: readonly string[]) =>
    sorted.filter((key) => (after === undefined || key > after[0]!) && (upTo === undefined || key <= upTo[0]!));
  const parting = (rows: number) => ({
    rows,
    isTooLong,
    boundary(after: readonly string[] | undefined, count: number) {
      const last = between(after)[count - 1];
      return Promise.resolve(last === undefined ? undefined : [last]);
    },
    sketch({ after, upTo }: { after?: readonly string[] | undefined; upTo?: readonly string[] | undefined }) {
      const held = between(after, upTo);
      if (held.length > mostRows) return Promise.reject(tooLong());
      done.push(held.length);
      return Promise.resolve(sketchOf(held));
    },
  });
  return { parting, done };
}

const keys = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 60 });

describe('a sketch that is made in parts', () => {
  it('equals the sketch of the whole, however many rows a statement can handle', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        async (held, max, rows) => {
          const { parting, done } = table(held, max);
          const sketch = await sketchInParts(plan, parting(rows));
          expect(sketch.lanes).toEqual(sketchOf(held).lanes);
          expect(done.reduce((sum, count) => sum + count, 0)).toBe(held.length);
        },
      ),
    );
  });

  it('is given up if a single row is too many, or for any other error', async () => {
    await expect(sketchInParts(plan, table(['a', 'b'], 0).parting(8))).rejects.toThrow('could not be read');
    const { parting, done } = table(['a', 'b'], 2);
    const broken = { ...parting(8), sketch: () => Promise.reject(new Error('The connection was lost.')) };
    await expect(sketchInParts(plan, broken)).rejects.toThrow('connection');
    expect(done).toEqual([]);
  });
});
