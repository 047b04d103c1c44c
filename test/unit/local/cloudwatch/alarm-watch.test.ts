import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmBook, createAlarmBook } from '../../../../local/cloudwatch/alarm-book.ts';
import { compositeAlarmSchema, metricAlarmSchema } from '../../../../local/cloudwatch/alarm-configuration.ts';
import { evaluateCompositeAlarms, evaluateMetricAlarm } from '../../../../local/cloudwatch/alarm-watch.ts';
import { createMetricStore, type MetricStore } from '../../../../local/cloudwatch/metric-store.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-31T10:00:00Z');
let now: number;
let book: AlarmBook;
let store: MetricStore;
let transitions: string[];

beforeEach(() => {
  now = START;
  transitions = [];
  const clock = { speed: 1, now: () => now, sleep: () => Promise.resolve() };
  store = createMetricStore(clock.now);
  book = createAlarmBook({ clock, region: 'us-east-1', accountId: '000000000000' }, (alarm, previous) => {
    transitions.push(`${alarm.name}: ${previous.value} -> ${alarm.state.value}`);
  });
});

const putAlarm = (AlarmName: string, properties: object = {}) =>
  book.putMetricAlarm(
    metricAlarmSchema.parse({
      AlarmName,
      Namespace: 'shop',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...properties,
    }),
  );
const reportError = (at: number) => {
  store.put({ namespace: 'shop', name: 'Errors', dimensions: {}, value: 1, timestamp: at });
};
/** Evaluates the alarm at the end of the minute and returns its state. */
const evaluateAt = (name: string, minute: number) => {
  now = START + minute * MINUTE;
  const alarm = book.get(name);
  if (alarm?.type === 'MetricAlarm') evaluateMetricAlarm(alarm, now, { store, book, now });
  return book.get(name)?.state.value;
};

describe('a metric alarm, minute by minute', () => {
  it('uses complete minutes only, and two more than its own evaluation periods', () => {
    putAlarm('errors');
    reportError(START + MINUTE + 1);
    expect([1, 2, 3, 4, 5].map((minute) => evaluateAt('errors', minute))).toEqual([
      'OK',
      'ALARM',
      'ALARM',
      'ALARM',
      'OK',
    ]);
    expect(transitions).toEqual(['errors: INSUFFICIENT_DATA -> OK', 'errors: OK -> ALARM', 'errors: ALARM -> OK']);
  });

  it('counts a late point while its minute is in the evaluation range', () => {
    putAlarm('errors');
    expect(evaluateAt('errors', 1)).toBe('OK');
    reportError(START + 1);
    expect(evaluateAt('errors', 2)).toBe('ALARM');
  });

  it('with a period of an hour uses a window that slides by the minute', () => {
    putAlarm('hourly', { Period: 3600 });
    reportError(START + 1);
    expect(evaluateAt('hourly', 1)).toBe('ALARM');
  });

  it('reports no transition while the state stays the same', () => {
    putAlarm('errors');
    for (const minute of [1, 2, 3]) evaluateAt('errors', minute);
    expect(transitions).toHaveLength(1);
  });

  it('returns to its own state at the first evaluation after its state was set by hand', () => {
    putAlarm('errors');
    evaluateAt('errors', 1);
    book.setState('errors', { value: 'ALARM', reason: 'by hand' });
    expect(evaluateAt('errors', 2)).toBe('OK');
    expect(transitions.slice(1)).toEqual(['errors: OK -> ALARM', 'errors: ALARM -> OK']);
  });

  it('keeps its state when its configuration changes', () => {
    putAlarm('errors');
    evaluateAt('errors', 1);
    putAlarm('errors', { Threshold: 5 });
    expect(book.get('errors')?.state.value).toBe('OK');
  });
});

describe('a composite alarm', () => {
  it('follows the alarms in its rule through several layers', () => {
    putAlarm('a');
    const put = (AlarmName: string, AlarmRule: string) =>
      book.putCompositeAlarm(compositeAlarmSchema.parse({ AlarmName, AlarmRule }));
    put('middle', 'ALARM(a)');
    put('above', 'ALARM(middle)');
    reportError(START + 1);
    evaluateAt('a', 1);
    evaluateCompositeAlarms(book);
    expect(book.get('above')?.state).toMatchObject({
      value: 'ALARM',
      reason: expect.stringContaining('middle is ALARM'),
    });
  });

  it('is refused if its rule refers to an unknown alarm', () => {
    const rule = compositeAlarmSchema.parse({ AlarmName: 'c', AlarmRule: 'ALARM(none)' });
    expect(() => book.putCompositeAlarm(rule)).toThrow('none');
  });
});

describe('the configuration of an alarm', () => {
  it('treats a single metric in `Metrics` like the plain properties', () => {
    const { Namespace, MetricName, Period, Statistic } = putAlarm('wrapped', {
      Namespace: undefined,
      MetricName: undefined,
      Period: undefined,
      Statistic: undefined,
      Metrics: [
        {
          Id: 'm1',
          MetricStat: { Metric: { Namespace: 'shop', MetricName: 'Errors' }, Period: 300, Stat: 'Maximum' },
        },
      ],
    }).configuration;
    expect({ Namespace, MetricName, Period, Statistic }).toEqual({
      Namespace: 'shop',
      MetricName: 'Errors',
      Period: 300,
      Statistic: 'Maximum',
    });
  });

  it('refuses metric math with a message that says so', () => {
    expect(() => putAlarm('math', { Metrics: [{ Id: 'e', Expression: 'm1 / m2' }] })).toThrow(
      /metric math is not simulated/u,
    );
  });

  it.each([
    ['a day', { Period: 60, EvaluationPeriods: 1441 }],
    ['a week', { Period: 3600, EvaluationPeriods: 169 }],
    ['either', { ExtendedStatistic: 'p99' }],
  ])('refuses more than %s', (word, properties) => {
    expect(() => putAlarm('wide', properties)).toThrow(word);
  });
});
