import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { binomialBound } from '../../../../chaos/checkers/binomial.ts';

/** P(X > k) by the sum of its terms. */
function exceeding(calls: number, share: number, bound: number): number {
  const choose = (k: number) =>
    Array.from({ length: k }, (_, index) => (calls - index) / (index + 1)).reduce((product, each) => product * each, 1);
  return Array.from({ length: calls - bound }, (_, index) => bound + 1 + index)
    .map((k) => choose(k) * share ** k * (1 - share) ** (calls - k))
    .reduce((sum, each) => sum + each, 0);
}

describe('the bound on calls that meet a version', () => {
  it('is exceeded with at most the given risk, and no smaller one is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.02, max: 0.6, noNaN: true }), (calls, share) => {
        const bound = binomialBound(calls, share, 1e-3);
        expect(exceeding(calls, share, bound)).toBeLessThanOrEqual(1e-3 + 1e-9);
        if (bound > 0) expect(exceeding(calls, share, bound - 1)).toBeGreaterThan(1e-3 - 1e-9);
      }),
    );
  });

  it('is all calls if the version receives all', () => {
    expect(binomialBound(40, 1, 1e-6)).toBe(40);
    expect(binomialBound(0, 0.1, 1e-6)).toBe(0);
  });
});
