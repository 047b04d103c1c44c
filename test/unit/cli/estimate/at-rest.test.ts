import { describe, expect, it } from '@jest/globals';
import { costAtRest } from '../../../../cli/estimate/at-rest.ts';
import { RUN_METRICS } from '../../../../cli/estimate/quantities.ts';
import { prices } from '../../../../cli/estimate/prices.ts';
import { runsAMonth } from '../../../../cli/estimate/runs-a-month.ts';
import { metricLine } from '../../../../reconciler/metrics.ts';
import { cluster, regionsOf, type Resources, scheduled, tracedRun } from './resources.ts';

const linesFor = (resources: Resources) =>
  new Map(costAtRest(regionsOf({ 'us-east-1': resources }), prices).map((line) => [line.what, line]));

describe('how often a schedule runs a month', () => {
  it.each([
    ['rate(2 minutes)', 21_900],
    ['rate(1 hour)', 730],
    ['cron(0 * * * ? *)', 730],
    ['rate(1 day)', 30],
    ['at(2030-01-01T00:00:00)', 0],
  ])('%s: %d times', (expression, runs) => {
    expect(Math.abs(runsAMonth(expression) - runs)).toBeLessThanOrEqual(1);
  });
});

describe('the cost of a stage at rest', () => {
  it('counts what is billed by the month', () => {
    const lines = linesFor({
      A: { Type: 'AWS::SecretsManager::Secret' },
      B: { Type: 'AWS::SecretsManager::Secret' },
      C: { Type: 'AWS::KMS::Key' },
      ...Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`Alarm${at}`, { Type: 'AWS::CloudWatch::Alarm' }])),
    });
    expect(lines.get('secrets')).toMatchObject({ quantity: '2 secrets', usd: 0.8, usdAfterFree: 0.8 });
    expect(lines.get('keys')?.usd).toBe(1);
    expect(lines.get('alarms')?.usd).toBeCloseTo(2.4);
    expect(lines.get('alarms')?.usdAfterFree).toBeCloseTo(1.4);
    expect(lines.has('dashboards')).toBe(false);
  });

  it('keeps an Aurora cluster awake at its minimum, or, if that is 0, only when a schedule asks it', () => {
    expect(linesFor(cluster(0.5)).get('Aurora')?.usd).toBeCloseTo(0.5 * 730 * 0.12);
    expect(linesFor(cluster(0)).has('Aurora')).toBe(false);
    const hourly = scheduled('Reconciler', 'rate(1 hour)', { CLUSTER_ARN: 'c', LEDGER_TABLE: 'l' });
    const awakeHours = (730 * (20 + 300)) / 3600;
    expect(linesFor({ ...cluster(0), ...hourly }).get('Aurora')?.usd).toBeCloseTo(0.5 * awakeHours * 0.12, 1);
  });

  it('never lets a cluster pause that a relay asks every two minutes, unless it knows when its outbox is at rest', () => {
    const relay = { CLUSTER_ARN: 'c' };
    const always = linesFor({ ...cluster(0), ...scheduled('Relay', 'rate(2 minutes)', relay) });
    expect(always.get('Aurora')?.usd).toBeCloseTo(0.5 * 730 * 0.12);
    const idle = linesFor({ ...cluster(0), ...scheduled('Relay', 'rate(2 minutes)', { ...relay, OUTBOX_TABLE: 'o' }) });
    expect(idle.has('Aurora')).toBe(false);
  });

  it('counts no schedule that is disabled', () => {
    expect(linesFor(scheduled('Off', 'rate(1 minute)', {}, { State: 'DISABLED' })).size).toBe(0);
  });

  it('counts the metrics that a run of the reconciler publishes', () => {
    const result = { rules: [], differences: [], outcome: 'clean' } as unknown as Parameters<typeof metricLine>[1];
    const { _aws: aws } = JSON.parse(metricLine('shop', result, 1)) as {
      _aws: { CloudWatchMetrics: { Metrics: unknown[] }[] };
    };
    expect(RUN_METRICS).toBe(aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics).length);
    const lines = linesFor(scheduled('Reconciler', 'rate(1 hour)', { LEDGER_TABLE: 'l' }));
    expect(lines.get('metrics')).toMatchObject({ quantity: `${RUN_METRICS} metrics`, usdAfterFree: 0 });
  });

  it('counts the traces of scheduled functions that are traced', () => {
    expect(linesFor(scheduled('Relay', 'rate(2 minutes)', {})).has('traces')).toBe(false);
    expect(linesFor(tracedRun('rate(2 minutes)', {})).get('traces')).toMatchObject({
      quantity: '21900 traces',
      usdAfterFree: 0,
    });
  });

  it('counts the polls of queues, and nothing for streams', () => {
    const mapping = { Type: 'AWS::Lambda::EventSourceMapping' };
    const stream = { ...mapping, Properties: { StartingPosition: 'TRIM_HORIZON' } };
    const lines = linesFor({ Queue: { ...mapping, Properties: {} }, Stream: stream });
    expect(lines.get('queues')).toMatchObject({ quantity: '657000 polls', usdAfterFree: 0 });
  });

  it('counts the polls of FIFO queues at their own price, after what standard queues leave of the free ones', () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } };
    const mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } },
    };
    const standard = { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} };
    const lines = linesFor({ Orders: queue, FromOrders: mapping, FromOthers: standard });
    expect(lines.get('queues')).toMatchObject({ quantity: '657000 polls', usdAfterFree: 0 });
    expect(lines.get('FIFO queues')?.quantity).toBe('657000 polls');
    expect(lines.get('FIFO queues')?.usdAfterFree).toBeCloseTo(0.314 * prices.usd.millionFifoQueueRequests);
  });
});
