import { describe, expect, it } from '@jest/globals';
import type { MetricSink } from '../../../../local/core/index.ts';
import { embeddedMetrics } from '../../../../local/logs/emf.ts';
import { createMetricFilter, type MetricTransformation } from '../../../../local/logs/metric-filter.ts';
import { lineOf } from '../../../../local/logs/pattern/index.ts';

const MINUTE = 60_000;

const filterOf = (transformation: Partial<MetricTransformation>) => {
  const published: Parameters<MetricSink['put']>[0][] = [];
  const filter = createMetricFilter(
    {
      filterName: 'errors',
      filterPattern: '{ $.level = "ERROR" }',
      metricTransformations: [{ metricNamespace: 'shop', metricName: 'Errors', metricValue: '1', ...transformation }],
    },
    { metrics: { put: (datum) => published.push(datum) }, createdAt: 0 },
  );
  const take = (line: object, timestamp: number) => {
    filter.take(lineOf(JSON.stringify(line)), timestamp);
  };
  return { take, publishDefaults: filter.publishDefaults, published };
};

describe('a metric filter', () => {
  it('publishes its value at the time of each line that matches', () => {
    const { take, published } = filterOf({});
    take({ level: 'ERROR' }, 5);
    take({ level: 'INFO' }, 6);
    expect(published).toEqual([{ namespace: 'shop', name: 'Errors', dimensions: {}, value: 1, timestamp: 5 }]);
  });

  it('measures a field, and skips lines in which it is no number', () => {
    const { take, published } = filterOf({ metricValue: '$.took.ms' });
    take({ level: 'ERROR', took: { ms: 12.5 } }, 1);
    take({ level: 'ERROR', took: { ms: 'long' } }, 2);
    take({ level: 'ERROR' }, 3);
    expect(published.map(({ value }) => value)).toEqual([12.5]);
  });

  it('takes dimensions from fields, and skips lines without them', () => {
    const { take, published } = filterOf({ dimensions: { Service: '$.service' } });
    take({ level: 'ERROR', service: 'pay' }, 1);
    take({ level: 'ERROR' }, 2);
    expect(published.map(({ dimensions }) => dimensions)).toEqual([{ Service: 'pay' }]);
  });

  it('publishes its default for minutes with lines and no match, once, and never for silent ones', () => {
    const { take, publishDefaults, published } = filterOf({ defaultValue: 0 });
    take({ level: 'INFO' }, 10);
    take({ level: 'INFO' }, MINUTE + 10);
    take({ level: 'ERROR' }, MINUTE + 20);
    take({ level: 'INFO' }, 4 * MINUTE);
    publishDefaults(4 * MINUTE);
    publishDefaults(4 * MINUTE);
    expect(published.map(({ value, timestamp }) => [value, timestamp])).toEqual([
      [1, MINUTE + 20],
      [0, 0],
    ]);
  });
});

describe('embedded metrics', () => {
  const envelope = (Dimensions: string[][]) => ({
    _aws: {
      Timestamp: 1000,
      CloudWatchMetrics: [{ Namespace: 'shop', Dimensions, Metrics: [{ Name: 'Rollbacks', Unit: 'Count' }] }],
    },
    service: 'transactions',
    stage: 'dev',
    Rollbacks: 2,
  });
  const of = (line: unknown) => embeddedMetrics(lineOf(JSON.stringify(line)));

  it('are one for each dimension set', () => {
    const datum = { namespace: 'shop', name: 'Rollbacks', value: 2, unit: 'Count', timestamp: 1000 };
    expect(of(envelope([['service'], ['service', 'stage'], []]))).toEqual([
      { ...datum, dimensions: { service: 'transactions' } },
      { ...datum, dimensions: { service: 'transactions', stage: 'dev' } },
      { ...datum, dimensions: {} },
    ]);
  });

  it('may hold many values', () => {
    expect(of({ ...envelope([[]]), Rollbacks: [1, 2] }).map(({ value }) => value)).toEqual([1, 2]);
  });

  it('are none of any other line', () => {
    expect(of({ _aws: { CloudWatchMetrics: 'x' } })).toEqual([]);
    expect(of({ message: 'plain' })).toEqual([]);
    expect(embeddedMetrics(lineOf('say "_aws"'))).toEqual([]);
  });
});
