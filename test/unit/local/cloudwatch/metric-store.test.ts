import { describe, expect, it } from '@jest/globals';
import { createMetricStore, type Metric } from '../../../../local/cloudwatch/metric-store.ts';
import { isStatistic, sampleOf, statistic } from '../../../../local/cloudwatch/sample.ts';

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

  it.each([
    ['p0', true],
    ['p99.9999999999', true],
    ['p100', true],
    ['p100.5', false],
    ['p101', false],
    ['p', false],
    ['xp99', false],
    ['p99x', false],
    ['p99.', false],
    ['p999', false],
    ['Sum', true],
    ['sum', false],
    ['tm90', false],
  ])('have the name %s: %j', (name, known) => {
    expect(isStatistic(name)).toBe(known);
  });

  it('weigh each sample by how many values it stands for', () => {
    const weighed = [sampleOf(0, 10, 3), sampleOf(1, 2, 1)];
    expect(['Average', 'p75', 'p76', 'p25', 'p26'].map((name) => statistic(weighed, name))).toEqual([8, 10, 10, 2, 10]);
    expect(statistic([{ at: 0, count: 4, sum: 8, min: 2, max: 2 }], 'p50')).toBe(2);
  });

  it('keep the unit of a sample, and none where none was given', () => {
    expect(sampleOf(1, 2, 3, 'Count')).toEqual({ unit: 'Count', at: 1, count: 3, sum: 6, min: 2, max: 2 });
    expect(sampleOf(1, 2)).toStrictEqual({ at: 1, count: 1, sum: 2, min: 2, max: 2 });
  });

  it('are null without samples', () => {
    expect(statistic([], 'Sum')).toBeNull();
  });

  it('have no percentile of a statistic set, which hides its values', () => {
    const set = { at: 0, count: 2, sum: 3, min: 1, max: 2 };
    expect(statistic([set], 'p50')).toBeNull();
    expect(statistic([sampleOf(0, 1), set, sampleOf(0, 2)], 'p50')).toBeNull();
  });

  it('refuse an unknown name', () => {
    expect(() => statistic(samples, 'Median')).toThrow(
      'The statistic Median is not simulated; use SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p99.',
    );
    expect(() => statistic(samples, 'Median')).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }));
  });
});

describe('the metric store', () => {
  it('stamps a period with its start and returns null for a period without data', () => {
    const store = createMetricStore(() => 0);
    for (const at of [0, 59_999, 60_000, 180_000]) store.put({ ...metric, value: 1, timestamp: at });
    const minutes = [0, 1, 2, 3].map((minute) => ({ from: minute * MINUTE, to: (minute + 1) * MINUTE }));
    const points = store.points(metric, { statistic: 'Sum' }, minutes);
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
    const [point] = store.points(metric, { statistic: 'Sum' }, [{ from: 31 * MINUTE, to: 91 * MINUTE }]);
    expect(point?.value).toBe(2);
  });

  it('gives a sample to its minute, and to its second only if the metric has high resolution', () => {
    const store = createMetricStore(() => 0);
    store.put({ ...metric, value: 1, timestamp: 35_000 });
    store.put({ ...metric, value: 10, timestamp: 35_000, resolution: 1 });
    const tens = [0, 10, 20, 30, 40, 50].map((second) => ({ from: second * 1000, to: (second + 10) * 1000 }));
    expect(store.points(metric, { statistic: 'Sum' }, tens).map(({ value }) => value)).toEqual([
      1,
      null,
      null,
      10,
      null,
      null,
    ]);
  });

  it('knows the first minute with data of a unit', () => {
    const store = createMetricStore(() => 0);
    expect(store.firstMinute(metric, undefined)).toBeUndefined();
    store.put({ ...metric, value: 1, unit: 'Count', timestamp: 3 * MINUTE + 5 });
    store.put({ ...metric, value: 1, timestamp: 2 * MINUTE + 5 });
    expect(store.firstMinute(metric, undefined)).toBe(2 * MINUTE);
    expect(store.firstMinute(metric, 'Count')).toBe(3 * MINUTE);
    expect(store.firstMinute(metric, 'Bytes')).toBeUndefined();
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
