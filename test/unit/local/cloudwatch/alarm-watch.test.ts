import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmBook, createAlarmBook } from '../../../../local/cloudwatch/alarm-book.ts';
import { describeMetricAlarm } from '../../../../local/cloudwatch/alarm-description.ts';
import { compositeAlarmSchema, metricAlarmSchema } from '../../../../local/cloudwatch/alarm-configuration.ts';
import { evaluateCompositeAlarms, evaluateMetricAlarm } from '../../../../local/cloudwatch/alarm-watch.ts';
import { createMetricStore, type MetricStore } from '../../../../local/cloudwatch/metric-store.ts';
import { errorAlarm } from './error-alarm.ts';

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
      ...errorAlarm,
      AlarmName,
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

describe('an alarm with a wall clock window', () => {
  const hourly = { Period: 3600, EvaluationWindow: { WallClockWindow: { Timezone: 'Asia/Kolkata' } } };

  it('looks at the latest complete hour of its zone, at every minute', () => {
    putAlarm('hourly', hourly);
    reportError(START + 1);
    expect([1, 29, 30, 89].map((minute) => evaluateAt('hourly', minute))).toEqual(['OK', 'OK', 'ALARM', 'ALARM']);
  });

  it.each([
    ['a period of two minutes', { ...hourly, Period: 120 }, '604800'],
    ['a period of ten seconds', { ...hourly, Period: 10 }, '604800'],
    ['an unknown time zone', { EvaluationWindow: { WallClockWindow: { Timezone: 'Mars' } } }, 'Mars'],
    ['both windows', { EvaluationWindow: { SlidingWindow: {}, WallClockWindow: {} } }, 'exactly one member'],
  ])('is refused with %s', (_, properties, reason) => {
    expect(() => putAlarm('refused', properties)).toThrow(reason);
  });
});

describe('an alarm of high resolution', () => {
  const fine = { Period: 10, EvaluationPeriods: 3, DatapointsToAlarm: 1 };
  const report = (at: number, resolution: 1 | 60) => {
    store.put({ namespace: 'shop', name: 'Errors', dimensions: {}, value: 1, timestamp: at, resolution });
  };

  it('sees what a metric of high resolution reports in its seconds', () => {
    putAlarm('fine', fine);
    report(START + MINUTE - 5_000, 1);
    expect(evaluateAt('fine', 1)).toBe('ALARM');
  });

  it('does not see what a metric of one minute reports between its full minutes', () => {
    putAlarm('fine', fine);
    report(START + MINUTE - 5_000, 60);
    expect(evaluateAt('fine', 1)).toBe('OK');
    expect(evaluateAt('fine', 1 / 6)).toBe('ALARM');
  });

  it.each([10, 20, 30])('has a period of %d seconds', (Period) => {
    expect(putAlarm('fine', { Period }).configuration.Period).toBe(Period);
  });

  it.each([0, 5, 15, 40, 90])('has no period of %d seconds', (Period) => {
    expect(() => putAlarm('odd', { Period })).toThrow('Period');
  });
});

describe('an alarm that warms up', () => {
  const late = { TreatMissingData: 'breaching', WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 10 } };
  const state = (minute: number) => evaluateAt('late', minute);

  it('stays in INSUFFICIENT_DATA for its duration if no data arrives', () => {
    putAlarm('late', late);
    expect([1, 9, 10].map(state)).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM']);
  });

  it('is evaluated as soon as its window is full', () => {
    putAlarm('late', { ...late, EvaluationPeriods: 2 });
    for (const minute of [3, 4, 5]) reportError(START + minute * MINUTE + 1);
    expect([3, 4, 5].map(state)).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM']);
  });

  it('returns to INSUFFICIENT_DATA if its state was set by hand', () => {
    putAlarm('late', late);
    book.setState('late', { value: 'ALARM', reason: 'by hand' });
    expect(state(1)).toBe('INSUFFICIENT_DATA');
  });

  it('warms up once: neither a gap in its data nor an update starts that again', () => {
    putAlarm('late', { ...late, TreatMissingData: 'notBreaching' });
    reportError(START + 1);
    expect(state(1)).toBe('ALARM');
    putAlarm('late', { ...late, TreatMissingData: 'notBreaching' });
    expect(state(6)).toBe('OK');
    putAlarm('plain');
    putAlarm('plain', late);
    expect(evaluateAt('plain', 7)).not.toBe('INSUFFICIENT_DATA');
  });

  it('can be changed while it warms up, from its creation on', () => {
    putAlarm('late', late);
    now = START + 3 * MINUTE;
    putAlarm('late', { ...late, WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } });
    expect([4, 5].map(state)).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  it('is evaluated at once when an update ends its warm-up', () => {
    putAlarm('late', late);
    putAlarm('late', { TreatMissingData: 'breaching' });
    expect(state(1)).toBe('ALARM');
  });

  it('is described as one that warms up', () => {
    putAlarm('late', late);
    const described = () => {
      const alarm = book.get('late');
      return alarm?.type === 'MetricAlarm' ? describeMetricAlarm(alarm) : {};
    };
    expect(described()).toMatchObject({ EvaluationState: 'IN_WARM_UP' });
    state(10);
    expect(described()).not.toHaveProperty('EvaluationState');
  });

  it.each([0, 2881, 1.5])('does not warm up for %d minutes', (WarmUpPeriodDurationInMinutes) => {
    expect(() => putAlarm('odd', { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes } })).toThrow('WarmUp');
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
    ['PromQL', { EvaluationCriteria: { PromQLCriteria: { Query: 'up' } }, EvaluationInterval: 20 }],
    ['an alarm on a metric has none', { EvaluationInterval: 60 }],
    ['anomaly detection', { ThresholdMetricId: 'band' }],
  ])('is refused by name: %s', (name, properties) => {
    expect(() => putAlarm('other', properties)).toThrow(name);
  });

  it.each([
    ['a day', { Period: 60, EvaluationPeriods: 1441 }],
    ['a week', { Period: 3600, EvaluationPeriods: 169 }],
    ['either', { ExtendedStatistic: 'p99' }],
  ])('refuses more than %s', (word, properties) => {
    expect(() => putAlarm('wide', properties)).toThrow(word);
  });
});
