import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JOURNEYS, type Phase } from '../../../chaos/schemas/index.ts';
import * as catalogue from '../../../loadtests/lib/catalogue.ts';
import { optionsOf } from '../../../loadtests/lib/options.ts';
import { stretchesOf } from '../../../loadtests/lib/plan.ts';
import { operationOf } from '../../../loadtests/lib/points.ts';
import { onlyJourney } from '../../../loadtests/lib/profile.ts';
import { endingOf, parseSummary } from '../../../loadtests/lib/summary.ts';
import { profiles } from '../../../loadtests/profiles/index.ts';

const shop = { name: 'shop', journey: 'checkout', rate: 2.5 };
const phases: Phase[] = [
  { name: 'calm', seconds: 10, drainSeconds: 5, scenarios: [shop] },
  { name: 'rough', seconds: 4, drainSeconds: 0, scenarios: [shop] },
];

describe('a load plan', () => {
  it('starts each phase after the previous one has drained', () => {
    expect(Object.values(stretchesOf(phases)).map(({ startsAt }) => startsAt)).toEqual([0, 15]);
  });

  it('plans rate times seconds iterations, and continues the count when a scenario returns', () => {
    expect(stretchesOf(phases)['calm-shop']).toMatchObject({ planned: 25, firstIteration: 0 });
    expect(stretchesOf(phases)['rough-shop']).toMatchObject({ planned: 10, firstIteration: 25 });
  });

  it('allows no dropped iterations, and pairs every threshold with a count', () => {
    const { thresholds, scenarios } = optionsOf({ stretches: stretchesOf(phases) });
    expect(thresholds.dropped_iterations).toEqual(['count==0']);
    for (const name of Object.keys(scenarios)) expect(thresholds[`http_reqs{scenario:${name}}`]).toEqual(['count>0']);
  });

  it('expresses fractional rates exactly as whole iterations per minute', () => {
    expect(optionsOf({ stretches: stretchesOf(phases) }).scenarios['calm-shop']).toMatchObject({
      rate: 150,
      timeUnit: '1m',
    });
  });
});

describe('the catalogue', () => {
  const seed = fc.integer({ min: 0, max: 0xffff_ffff });
  const iteration = fc.nat(100_000);

  it('makes ordinary carts of different products in stock, below the card limit', () => {
    fc.assert(
      fc.property(seed, iteration, (of, number) => {
        const lines = catalogue.ordinaryCart(of, number);
        expect(new Set(lines.map(({ sku }) => sku)).size).toBe(lines.length);
        expect(catalogue.totalCents(lines)).toBeGreaterThan(0);
        expect(catalogue.totalCents(lines)).toBeLessThan(catalogue.CARD_LIMIT_CENTS);
      }),
    );
  });

  it('makes over-limit carts at or above the limit, and sold-out carts below it', () => {
    fc.assert(
      fc.property(seed, iteration, (of, number) => {
        const dear = catalogue.totalCents(catalogue.overLimitCart(of, number));
        const soldOut = catalogue.soldOutCart(of, number);
        expect(dear).toBeGreaterThanOrEqual(catalogue.CARD_LIMIT_CENTS);
        expect(catalogue.totalCents(soldOut)).toBeLessThan(catalogue.CARD_LIMIT_CENTS);
        expect(soldOut.some(({ sku }) => catalogue.soldOut.some((product) => product.sku === sku))).toBe(true);
      }),
    );
  });

  it('has one product whose price is exactly the limit', () => {
    expect(catalogue.premium.map(({ priceCents }) => priceCents)).toContain(catalogue.CARD_LIMIT_CENTS);
  });
});

describe('profiles', () => {
  it('name existing journeys', () => {
    const named = Object.values(profiles).flatMap((profile) => profile.phases.flatMap(({ scenarios }) => scenarios));
    for (const { journey } of named) expect(JOURNEYS).toContain(journey);
  });

  it('send 20 checkouts per second in every phase of load', () => {
    for (const { scenarios } of profiles.load?.phases ?? []) {
      const checkouts = scenarios.filter(({ journey }) => journey !== 'browse');
      expect(checkouts.reduce((sum, { rate }) => sum + rate, 0)).toBe(20);
    }
  });

  it('can be reduced to one journey, or list their journeys', () => {
    const smoke = profiles.smoke!;
    expect(onlyJourney(smoke, 'browse').phases[0]?.scenarios).toHaveLength(1);
    expect(() => onlyJourney(smoke, 'quota')).toThrow('its journeys are browse, checkout, no_stock, over_limit');
  });
});

describe("k6's output", () => {
  const plan = { run: 'r', seed: 1, apiUrl: 'http://localhost', follow: false, stretches: stretchesOf(phases) };
  const sentAt = '2026-01-01T00:00:01.250Z';
  const point = {
    metric: 'operation',
    type: 'Point',
    data: {
      time: sentAt,
      value: 12.5,
      tags: { scenario: 'rough-shop', status: '202' },
      metadata: { correlation_id: 'r-shop-30', sent_at: sentAt, total_cents: '1999' },
    },
  };

  it('has an operation for each operation point', () => {
    expect(operationOf(JSON.stringify(point), plan, Date.parse('2026-01-01T00:00:00Z'))).toEqual({
      correlationId: 'r-shop-30',
      scenario: 'shop',
      iteration: 30,
      journey: 'checkout',
      sentAt,
      elapsedMs: 1250,
      status: 202,
      durationMs: 12.5,
      totalCents: 1999,
    });
  });

  it('has no operation for other points', () => {
    expect(operationOf(JSON.stringify({ ...point, metric: 'http_reqs' }), plan, 0)).toBeUndefined();
    expect(operationOf(JSON.stringify({ ...point, type: 'Metric' }), plan, 0)).toBeUndefined();
  });

  it('lists the crossed thresholds', () => {
    const metrics = {
      dropped_iterations: { values: { count: 3 }, thresholds: { 'count==0': { ok: false } } },
      http_reqs: { values: { count: 9 }, thresholds: { 'count>0': { ok: true } } },
    };
    expect(parseSummary(JSON.stringify({ metrics }))).toEqual({
      droppedIterations: 3,
      failedThresholds: ['dropped_iterations: count==0'],
    });
  });

  it.each([
    [0, 'passed'],
    [99, 'failed'],
    [110, 'failed'],
    [105, 'aborted'],
    ...[97, 100, 101, 103, 104, 107, 108, 109].map((code) => [code, 'broken'] as const),
  ] as const)('exit code %d means %s', (code, ending) => {
    expect(endingOf(code)).toBe(ending);
  });
});
