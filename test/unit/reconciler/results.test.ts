import { describe, expect, it } from '@jest/globals';
import { fitted } from '../../../reconciler/control/index.ts';
import type { ReconcileResult } from '../../../reconciler/index.ts';
import { metricLine, ruleFigures } from '../../../reconciler/metrics.ts';

const difference = { rule: 'copies', key: 'k', kind: 'different', fields: {}, masters: {}, repaired: false } as const;
const result: ReconcileResult = {
  runId: 'run',
  outcome: 'drift',
  startedAt: '2026-03-01T12:00:00.000Z',
  endedAt: '2026-03-01T12:03:00.000Z',
  rules: [
    {
      name: 'copies',
      outcome: 'drift',
      rows: { left: 9, right: 9 },
      candidates: 9,
      drift: 9,
      repaired: 2,
      deferred: 1,
      accepted: 0,
      bytes: 0,
      seconds: 0,
    },
  ],
  differences: Array.from({ length: 9 }, () => difference),
};

describe('the result of a run', () => {
  it('is stored whole if it fits', () => {
    expect(fitted(result)).toEqual({ result, omittedDifferences: 0 });
  });

  it('says how many differences were left out', () => {
    const stored = fitted(result, 800);
    expect(stored.omittedDifferences).toBeGreaterThan(0);
    expect(stored.result.differences.length + stored.omittedDifferences).toBe(9);
    expect(JSON.stringify(stored.result).length).toBeLessThanOrEqual(800);
  });

  it('counts only unrepaired differences as drift in the metric', () => {
    const line = JSON.parse(metricLine('shop', result, 1)) as Record<string, unknown>;
    expect(line).toMatchObject({ ReconcileRuns: 1, Drift: 7, Repaired: 2, Deferred: 1 });
  });

  it('has the figures of each rule for the log line, without those of an earlier run', () => {
    const [first] = result.rules;
    const resumed = { ...first!, name: 'earlier', resumedFrom: { runId: 'r0' } } as (typeof result.rules)[number];
    const figures = ruleFigures({ ...result, rules: [...result.rules, resumed] });
    expect(Object.keys(figures)).toEqual(result.rules.map(({ name }) => name));
    expect(figures[first!.name]).toMatchObject({ drift: 7, repaired: 2, deferred: 1, readUnits: expect.any(Number) });
  });

  it('publishes four metrics, however many rules there are', () => {
    const { _aws: aws } = JSON.parse(metricLine('shop', result, 1)) as {
      _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
    };
    expect(aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({
        Dimensions: [[]],
        Metrics: ['ReconcileRuns', 'Drift', 'Repaired', 'Deferred'].map((Name) => ({ Name, Unit: 'Count' })),
      }),
    ]);
  });

  it('does not reset the dead-man alarm when the run reached no conclusion', () => {
    const line = JSON.parse(metricLine('shop', { ...result, outcome: 'inconclusive' }, 1)) as Record<string, unknown>;
    expect(line['ReconcileRuns']).toBe(0);
  });
});
