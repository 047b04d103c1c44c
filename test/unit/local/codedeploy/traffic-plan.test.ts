import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { trafficPlan } from '../../../../local/codedeploy/traffic-plan.ts';

describe('a traffic plan', () => {
  it('gives everything at once without a wait', () => {
    expect(trafficPlan({ type: 'AllAtOnce' })).toEqual([{ percentage: 100, waitMs: 0 }]);
  });

  it('gives a canary its share, waits, and then gives the rest', () => {
    const timeBasedCanary = { canaryPercentage: 10, canaryInterval: 5 };
    expect(trafficPlan({ type: 'TimeBasedCanary', timeBasedCanary })).toEqual([
      { percentage: 10, waitMs: 300_000 },
      { percentage: 100, waitMs: 0 },
    ]);
  });

  it('grows in equal steps to 100 %, and never beyond, if it is linear', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 60 }),
        (linearPercentage, linearInterval) => {
          const steps = trafficPlan({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage, linearInterval } });
          const shares = steps.map(({ percentage }) => percentage);
          expect(shares.at(-1)).toBe(100);
          expect(shares.slice(0, -1)).toEqual(shares.slice(0, -1).map((_, index) => (index + 1) * linearPercentage));
          expect(Math.max(...shares.slice(0, -1), 0)).toBeLessThan(100);
          expect(steps.at(-1)?.waitMs).toBe(0);
        },
      ),
    );
  });
});
