import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addRow,
  CANONICAL_VERSION,
  cellAt,
  cellOf,
  decode,
  digestOf,
  emptySketch,
  estimateDifferences,
  hashingOf,
  joined,
  merged,
  rowsIn,
  type Sketch,
  type SketchPlan,
  subtracted,
  tokenOf,
  UnlikeSketchesError,
} from '../../../reconciler/index.ts';

const planOf = (cells: number, seed = 'seed'): SketchPlan => ({ version: CANONICAL_VERSION, seed, cells });

function sketchOf(rows: Iterable<readonly [string, string]>, plan: SketchPlan): Sketch {
  const hashing = hashingOf(plan);
  const sketch = emptySketch(plan);
  for (const [key, value] of rows) addRow(sketch, digestOf(hashing, { key, token: tokenOf(hashing, key, value) }));
  return sketch;
}

const rows = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([key]) => key, maxLength: 60 });
const cells = fc.constantFrom(1, 2, 16, 1024);

describe('a sketch', () => {
  it('merged from disjoint parts equals the sketch of the whole, whatever the order of the rows', () => {
    fc.assert(
      fc.property(rows, cells, fc.nat(60), (all, count, cut) => {
        const plan = planOf(count);
        const parts = merged(sketchOf(all.slice(cut).reverse(), plan), sketchOf(all.slice(0, cut), plan));
        expect(parts).toEqual(sketchOf(all, plan));
        expect(rowsIn(parts)).toBe(all.length);
      }),
    );
  });

  it('minus the sketch of the same rows is empty', () => {
    fc.assert(
      fc.property(rows, cells, (all, count) => {
        const sketch = sketchOf(all, planOf(count));
        expect(decode(subtracted(sketch, sketch))).toEqual({ lone: new Map(), crowded: [] });
      }),
    );
  });

  it('minus another shows every cell with a difference, and names the key if it is the only one in its cell', () => {
    fc.assert(
      fc.property(rows, rows, rows, cells, (common, onlyLeft, onlyRight, count) => {
        const plan = planOf(count);
        const left = new Map([...common, ...onlyLeft]);
        const right = new Map([...common, ...onlyRight]);
        const { lone, crowded } = decode(subtracted(sketchOf(left, plan), sketchOf(right, plan)));
        const differing = [...new Set([...left.keys(), ...right.keys()])].filter(
          (key) => left.get(key) !== right.get(key),
        );
        const byCell = new Map<number, bigint[]>();
        for (const key of differing) {
          const digest = digestOf(hashingOf(plan), { key, token: '' });
          const cell = cellOf(plan, digest);
          byCell.set(cell, [...(byCell.get(cell) ?? []), joined(digest.keyHigh, digest.keyLow)]);
        }
        expect([...lone.keys(), ...crowded].sort()).toEqual([...byCell.keys()].sort());
        for (const [cell, keyHashes] of byCell) if (keyHashes.length === 1) expect(lone.get(cell)).toBe(keyHashes[0]);
      }),
    );
  });

  it('shows that two rows of a cell have swapped their values', () => {
    const plan = planOf(1);
    const one = sketchOf(
      [
        ['a', 'x'],
        ['b', 'y'],
      ],
      plan,
    );
    const other = sketchOf(
      [
        ['a', 'y'],
        ['b', 'x'],
      ],
      plan,
    );
    expect(decode(subtracted(one, other)).crowded.length + decode(subtracted(one, other)).lone.size).toBe(1);
  });

  it('shows a row that occurs twice, although xor cancels it out', () => {
    const plan = planOf(1);
    const residual = subtracted(
      sketchOf(
        [
          ['a', 'x'],
          ['a', 'x'],
          ['a', 'x'],
        ],
        plan,
      ),
      sketchOf([['a', 'x']], plan),
    );
    expect(cellAt(residual.lanes, 0)).toMatchObject({ count: 2, xorHigh: 0, xorLow: 0 });
    expect(decode(residual).crowded).toEqual([0]);
  });

  it('can only be compared with one of the same version, seed and number of cells', () => {
    const sketch = sketchOf([], planOf(2));
    for (const plan of [planOf(4), planOf(2, 'other'), { ...planOf(2), version: 1 }]) {
      expect(() => subtracted(sketch, sketchOf([], plan))).toThrow(UnlikeSketchesError);
      expect(() => merged(sketch, sketchOf([], plan))).toThrow(UnlikeSketchesError);
    }
  });

  it('has a power of two as its number of cells', () => {
    for (const wrong of [0, 3, 1.5, 2 ** 31]) expect(() => emptySketch(planOf(wrong))).toThrow(RangeError);
  });

  it('estimates the number of differences within a tenth, until almost no cell is empty', () => {
    const plan = planOf(4096);
    for (const count of [10, 100, 1000, 8000]) {
      const changed = sketchOf(
        Array.from({ length: count }, (_, at) => [`key ${at}`, ''] as const),
        plan,
      );
      const { lone, crowded } = decode(subtracted(changed, sketchOf([], plan)));
      const estimate = estimateDifferences(plan.cells, lone.size + crowded.length) ?? Infinity;
      expect(Math.abs(estimate - count) / count).toBeLessThan(0.1);
    }
    expect(estimateDifferences(4096, 4096)).toBeUndefined();
  });
});
