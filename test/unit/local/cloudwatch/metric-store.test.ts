import { describe, expect, it } from '@jest/globals';
import { createMetricStore, type Metric } from '../../../../local/cloudwatch/metric-store.ts';
import { sampleOf, statistic } from '../../../../local/cloudwatch/sample.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const metric: Metric = { namespace: 'n', name: 'm', dimensions: { a: '1', b: '2' } };

describe('statistics', () => {
  const samples = [sampleOf(0, 1), sampleOf(1, 9, 2), sampleOf(2, 5)];

  it.each([
    ['SampleCount', 4],
    ['Sum', 24],
    ['Average', 6],
    ['Minimum', 1],
    ['Maximum', 9],
    ['p0', 1],
    ['p25', 1],
    ['p50', 5],
    ['p99', 9],
    ['p99.9', 9],
    ['p100', 9],
  ])('%s is %d', (name, value) => {
    expect(statistic(samples, name)).toBe(value);
  });

  it('are null without samples', () => {
    expect(statistic([], 'Sum')).toBeNull();
  });

  it('have no percentile of a statistic set, which hides its values', () => {
    expect(statistic([{ at: 0, count: 2, sum: 3, min: 1, max: 2 }], 'p50')).toBeNull();
  });

  it('refuse an unknown name', () => {
    expect(() => statistic(samples, 'Median')).toThrow('Median');
  });
});

describe('the metric store', () => {
  it('stamps a period with its start and returns null for a period without data', () => {
    const store = createMetricStore(() => 0);
    for (const at of [0, 59_999, 60_000, 180_000]) store.put({ ...metric, value: 1, timestamp: at });
    const points = store.points(metric, { statistic: 'Sum', period: MINUTE }, 0, 4);
    expect(points.map(({ at, value }) => [at, value])).toEqual([
      [0, 2],
      [MINUTE, 1],
      [2 * MINUTE, null],
      [3 * MINUTE, 1],
    ]);
  });

  it('supports a window that does not start at a full hour', () => {
    const store = createMetricStore(() => 0);
    store.put({ ...metric, value: 1, timestamp: HOUR - 1 });
    store.put({ ...metric, value: 1, timestamp: HOUR + 30 * MINUTE });
    const [point] = store.points(metric, { statistic: 'Sum', period: HOUR }, 31 * MINUTE, 1);
    expect(point?.value).toBe(2);
  });

  it('distinguishes metrics by all their dimensions, in any order', () => {
    const store = createMetricStore(() => 0);
    store.put({ ...metric, dimensions: { b: '2', a: '1' }, value: 1 });
    store.put({ ...metric, dimensions: { a: '1' }, value: 5 });
    expect(store.samples(metric, 0, MINUTE)).toHaveLength(1);
    expect(store.list()).toHaveLength(2);
  });

  it('merges samples after three hours without changing their statistics and deletes them after fifteen days', () => {
    let now = 0;
    const store = createMetricStore(() => now);
    for (let at = 0; at < 1000; at += 1) store.put({ ...metric, value: at % 2, timestamp: at });
    now = 4 * HOUR;
    store.prune();
    const merged = store.samples(metric, 0, MINUTE);
    expect(merged).toHaveLength(2);
    expect(['Sum', 'SampleCount', 'p99'].map((name) => statistic(merged, name))).toEqual([500, 1000, 1]);
    now = 16 * 24 * HOUR;
    store.prune();
    expect(store.list()).toEqual([]);
  });
});
