import { describe, expect, it } from '@jest/globals';
import type { Phase } from '../../../chaos/schemas/index.ts';
import { optionsOf } from '../../../loadtests/lib/options.ts';
import { stretchesOf } from '../../../loadtests/lib/plan.ts';
import { operationOf } from '../../../loadtests/lib/points.ts';
import { onlyJourney } from '../../../loadtests/lib/profile.ts';
import { endingOf, parseSummary } from '../../../loadtests/lib/summary.ts';

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

  it('sends a scenario from near the region that the experiment names, in each of its phases', () => {
    const [calm, rough] = phases as [Phase, Phase];
    const planned = stretchesOf([
      { ...calm, scenarios: [{ ...shop, near: 'other' }] },
      {
        ...rough,
        scenarios: [
          { ...shop, near: 'home' },
          { ...shop, name: 'any' },
        ],
      },
    ]);
    const near = Object.fromEntries(Object.entries(planned).map(([name, stretch]) => [name, stretch.near]));
    expect(near).toEqual({ 'calm-shop': 'other', 'rough-shop': 'home', 'rough-any': undefined });
    expect(planned['rough-any']).not.toHaveProperty('near');
  });

  it('allows no dropped iterations, and pairs every threshold with a count', () => {
    const { thresholds, scenarios } = optionsOf({ stretches: stretchesOf(phases) });
    expect(thresholds.dropped_iterations).toEqual(['count==0']);
    for (const name of Object.keys(scenarios)) expect(thresholds[`http_reqs{scenario:${name}}`]).toEqual(['count>0']);
  });

  it('allows slower answers where two regions share the machine', () => {
    const stretches = stretchesOf(phases);
    const slowest = (urls?: { readonly home: string; readonly other: string }) =>
      optionsOf({ stretches, ...(urls && { urls }) }).thresholds['http_req_duration{scenario:calm-shop,timed:yes}'];
    expect(slowest()).toEqual(['p(95)<1000']);
    expect(slowest({ home: 'http://127.0.0.1:1', other: 'http://127.0.0.1:2' })).toEqual(['p(95)<3000']);
  });

  it('expresses fractional rates exactly as whole iterations per minute', () => {
    expect(optionsOf({ stretches: stretchesOf(phases) }).scenarios['calm-shop']).toMatchObject({
      rate: 150,
      timeUnit: '1m',
    });
  });
});

describe('a load profile', () => {
  const profile = {
    name: 'smoke',
    description: 'two journeys',
    phases: [
      { ...phases[0]!, scenarios: [shop, { ...shop, name: 'seen', journey: 'look' }] },
      { ...phases[1]!, scenarios: [shop] },
    ],
  };

  it('can be reduced to one journey, which leaves out phases without it', () => {
    const { phases: left } = onlyJourney(profile, 'look');
    expect(left.map(({ name, scenarios }) => [name, scenarios.map((each) => each.name)])).toEqual([['calm', ['seen']]]);
  });

  it('lists its journeys if it does not have the wanted one', () => {
    expect(() => onlyJourney(profile, 'quota')).toThrow('its journeys are checkout, look');
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
      metadata: { correlation_id: 'r-shop-30', sent_at: sentAt, asked: '{"cents":1999}' },
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
      asked: { cents: 1999 },
    });
  });

  it('says which region has answered an operation, if the answer did', () => {
    const { metadata } = point.data;
    const answered = { ...point, data: { ...point.data, metadata: { ...metadata, region: 'eu-west-1' } } };
    expect(operationOf(JSON.stringify(answered), plan, 0)?.region).toBe('eu-west-1');
    expect(operationOf(JSON.stringify(point), plan, 0)).not.toHaveProperty('region');
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
