import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CANONICAL_VERSION,
  type Digest,
  digestOf,
  emptyIblt,
  hashingOf,
  type Iblt,
  mergedIblt,
  peeled,
  putRow,
  type SketchPlan,
  subtractedIblt,
  tokenOf,
  UnlikeSketchesError,
} from '../../../reconciler/index.ts';

type Rows = readonly (readonly [key: string, value: string])[];

const planOf = (cells: number, seed = 'seed'): SketchPlan => ({ version: CANONICAL_VERSION, seed, cells });
const digest = (plan: SketchPlan, [key, value]: Rows[number]): Digest =>
  digestOf(hashingOf(plan), { key, token: tokenOf(hashingOf(plan), key, value) });

function ibltOf(rows: Rows, plan: SketchPlan): Iblt {
  const iblt = emptyIblt(plan);
  for (const row of rows) putRow(iblt, digest(plan, row));
  return iblt;
}

const rows = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([key]) => key, maxLength: 40 });
const cells = fc.constantFrom(3, 12, 90, 900);
const sorted = (digests: readonly Digest[]): string[] => digests.map((each) => JSON.stringify(each)).sort();

describe('an invertible sketch', () => {
  it('names exactly the rows that one side alone holds, or says that it cannot', () => {
    let named = 0;
    fc.assert(
      fc.property(rows, rows, rows, cells, (common, onlyLeft, onlyRight, count) => {
        const plan = planOf(count);
        const left = new Map([...common, ...onlyLeft]);
        const right = new Map([...common, ...onlyRight]);
        const found = peeled(subtractedIblt(ibltOf([...left], plan), ibltOf([...right], plan)));
        if (found === undefined) return;
        named += 1;
        const alone = (one: Map<string, string>, other: Map<string, string>): Digest[] =>
          [...one].filter(([key, value]) => other.get(key) !== value).map((row) => digest(plan, row));
        expect(sorted(found.left)).toEqual(sorted(alone(left, right)));
        expect(sorted(found.right)).toEqual(sorted(alone(right, left)));
      }),
    );
    expect(named).toBeGreaterThan(20);
  });

  it('names a thousand differences among many rows in two cells for each', () => {
    const plan = planOf(2100);
    const numbered = (from: number, to: number): Rows =>
      Array.from({ length: to - from }, (_, at) => [`key ${from + at}`, 'value'] as const);
    const found = peeled(subtractedIblt(ibltOf(numbered(0, 20_000), plan), ibltOf(numbered(500, 20_500), plan)));
    expect([found?.left.length, found?.right.length]).toEqual([500, 500]);
  });

  it('says so where it holds far more differences than it has cells', () => {
    const plan = planOf(30);
    const many: Rows = Array.from({ length: 1000 }, (_, at) => [`key ${at}`, ''] as const);
    expect(peeled(subtractedIblt(ibltOf(many, plan), ibltOf([], plan)))).toBeUndefined();
  });

  it('of disjoint parts, merged, is that of the whole', () => {
    fc.assert(
      fc.property(rows, cells, fc.nat(40), (all, count, cut) => {
        const plan = planOf(count);
        expect(mergedIblt(ibltOf(all.slice(cut), plan), ibltOf(all.slice(0, cut), plan))).toEqual(ibltOf(all, plan));
      }),
    );
  });

  it('is compared only with one of the same version, seed and cells', () => {
    const iblt = ibltOf([], planOf(3));
    for (const plan of [planOf(6), planOf(3, 'other'), { ...planOf(3), version: 1 }]) {
      expect(() => subtractedIblt(iblt, ibltOf([], plan))).toThrow(UnlikeSketchesError);
    }
    expect(() => emptyIblt(planOf(4))).toThrow(RangeError);
  });
});
