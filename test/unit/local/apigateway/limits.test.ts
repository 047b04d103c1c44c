import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide, policySchema } from '../../../../local/apigateway/policy.ts';
import { periodStart, remaining } from '../../../../local/apigateway/quota.ts';
import { type Bucket, takeToken } from '../../../../local/core/token-bucket.ts';

describe('a token bucket', () => {
  it('allows a burst, then one request for each refilled token', () => {
    let bucket: Bucket | undefined;
    const take = (at: number) => {
      const taken = takeToken(bucket, { rate: 5, burst: 2 }, at);
      bucket = taken.bucket;
      return taken.allowed;
    };
    expect([take(0), take(0), take(0), take(199), take(200), take(200), take(10_000)]).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('never allows more requests than its burst plus the tokens refilled since', () => {
    const times = fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), times, (rate, burst, gaps) => {
        let now = 0;
        let bucket: Bucket | undefined;
        let allowed = 0;
        for (const gap of gaps) {
          now += gap;
          const taken = takeToken(bucket, { rate, burst }, now);
          bucket = taken.bucket;
          if (taken.allowed) allowed += 1;
        }
        expect(allowed).toBeLessThanOrEqual(burst + (now * rate) / 1000 + 1e-6);
      }),
    );
  });
});

describe('a quota', () => {
  const wednesday = Date.parse('2026-02-04T12:00:00Z');

  it.each([
    ['DAY', '2026-02-04'],
    ['WEEK', '2026-02-02'],
    ['MONTH', '2026-02-01'],
  ] as const)('per %s starts on %s', (period, start) => {
    expect(periodStart(period, wednesday)).toBe(start);
  });

  it('counts the requests left in the period and never falls below zero', () => {
    const usage = new Map([
      ['2026-01-31', 100],
      ['2026-02-02', 3],
      ['2026-02-04', 4],
    ]);
    expect(remaining(usage, { limit: 10, period: 'DAY' }, wednesday)).toBe(6);
    expect(remaining(usage, { limit: 10, period: 'WEEK' }, wednesday)).toBe(3);
    expect(remaining(usage, { limit: 5, period: 'MONTH' }, wednesday)).toBe(0);
  });
});

describe('an authoriser policy', () => {
  const arn = 'arn:aws:execute-api:us-east-1:000000000000:api/dev/GET/orders/1';
  const statement = (Effect: string, Resource: string | string[], Action = 'execute-api:Invoke') => ({
    Effect,
    Resource,
    Action,
  });

  it.each([
    ['allowed', [statement('Allow', arn)]],
    ['allowed', [statement('Allow', 'arn:aws:execute-api:*:*:api/dev/*/orders/?')]],
    ['allowed', [statement('Allow', ['x', '*'])]],
    ['not allowed', []],
    ['not allowed', [statement('Allow', arn, 's3:*')]],
    ['not allowed', [statement('Allow', `${arn}/lines`)]],
    ['denied', [statement('Allow', '*'), statement('Deny', arn)]],
  ])('is %s: %j', (decision, Statement) => {
    expect(decide(policySchema.parse({ Statement }), arn)).toBe(decision);
  });
});
