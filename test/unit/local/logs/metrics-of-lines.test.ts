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
  const apply = (line: object, timestamp: number) => {
    filter.apply(lineOf(JSON.stringify(line)), timestamp);
  };
  return { apply, publishDefaults: filter.publishDefaults, published };
};

describe('a metric filter', () => {
  it('publishes its value at the time of each matching line', () => {
    const { apply, published } = filterOf({});
    apply({ level: 'ERROR' }, 5);
    apply({ level: 'INFO' }, 6);
    expect(published).toEqual([{ namespace: 'shop', name: 'Errors', dimensions: {}, value: 1, timestamp: 5 }]);
  });

  it('publishes the value of a field and skips lines in which it is not a number', () => {
    const { apply, published } = filterOf({ metricValue: '$.took.ms' });
    apply({ level: 'ERROR', took: { ms: 12.5 } }, 1);
    apply({ level: 'ERROR', took: { ms: 'long' } }, 2);
    apply({ level: 'ERROR' }, 3);
    expect(published.map(({ value }) => value)).toEqual([12.5]);
  });

  it('takes dimensions from fields and skips lines without those fields', () => {
    const { apply, published } = filterOf({ dimensions: { Service: '$.service' } });
    apply({ level: 'ERROR', service: 'pay' }, 1);
    apply({ level: 'ERROR' }, 2);
    expect(published.map(({ dimensions }) => dimensions)).toEqual([{ Service: 'pay' }]);
  });

  it('publishes its default once for each minute with lines but no match, and never for a minute without lines', () => {
    const { apply, publishDefaults, published } = filterOf({ defaultValue: 0 });
    apply({ level: 'INFO' }, 10);
    apply({ level: 'INFO' }, MINUTE + 10);
    apply({ level: 'ERROR' }, MINUTE + 20);
    apply({ level: 'INFO' }, 4 * MINUTE);
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

  it('are published once per dimension set', () => {
    const datum = { namespace: 'shop', name: 'Rollbacks', value: 2, unit: 'Count', timestamp: 1000 };
    expect(of(envelope([['service'], ['service', 'stage'], []]))).toEqual([
      { ...datum, dimensions: { service: 'transactions' } },
      { ...datum, dimensions: { service: 'transactions', stage: 'dev' } },
      { ...datum, dimensions: {} },
    ]);
  });

  it('may have several values', () => {
    expect(of({ ...envelope([[]]), Rollbacks: [1, 2] }).map(({ value }) => value)).toEqual([1, 2]);
  });

  it('are not published for any other line', () => {
    expect(of({ _aws: { CloudWatchMetrics: 'x' } })).toEqual([]);
    expect(of({ message: 'plain' })).toEqual([]);
    expect(embeddedMetrics(lineOf('say "_aws"'))).toEqual([]);
  });
});
