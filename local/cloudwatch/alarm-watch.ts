/**
 * Evaluates alarms as virtual time passes.
 *
 * An evaluation uses complete periods only. Alarms with a period of 60 s or more are evaluated once per virtual minute;
 * alarms with shorter periods, every ten virtual seconds. The periods end with the evaluation, or with the calendar's
 * latest complete period (see `evaluation-window.ts`). As in AWS, metrics arrive with a delay: a metric from a log line is published some time after the line's timestamp. Therefore an
 * evaluation waits for `REPORTING_DELAY` of real time after the end of its window. Data that arrives later still counts
 * in the next evaluation, because the evaluation range is wider than the alarm's own periods. A new alarm is evaluated
 * first for the first window that ends after its creation.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../core/index.ts';
import { evaluateAlarm } from './alarm.ts';
import type { AlarmBook, MetricAlarmEntry } from './alarm-book.ts';
import { metricOf } from './alarm-configuration.ts';
import { evaluatedPeriods, type TimeRange } from './evaluation-window.ts';
import type { Muting } from './muting.ts';
import type { MetricStore, Point } from './metric-store.ts';
import { stateReason } from './state-reason.ts';
import { isWarmingUp } from './warm-up.ts';

/** Real milliseconds between the end of a window and its evaluation. */
const REPORTING_DELAY = 500;
/** Virtual milliseconds. */
const SHORT_STEP = 10_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The number of periods by which the evaluation range exceeds EvaluationPeriods. */
const EXTRA_PERIODS = 2;

const stepOf = ({ configuration }: MetricAlarmEntry): number => (configuration.Period < 60 ? SHORT_STEP : MINUTE);

/**
 * Evaluates one metric alarm over the periods up to `end` (virtual milliseconds).
 *
 * @internal
 */
export function evaluateMetricAlarm(
  alarm: MetricAlarmEntry,
  end: number,
  { store, book, now }: { store: MetricStore; book: AlarmBook; now: number },
): void {
  const { configuration } = alarm;
  const periods = evaluatedPeriods(configuration, end, configuration.EvaluationPeriods + EXTRA_PERIODS);
  const statistic = configuration.Statistic ?? configuration.ExtendedStatistic ?? '';
  const points = store.points(metricOf(configuration), { statistic, unit: configuration.Unit }, periods);
  if (isUnchecked(alarm, points, { end, periods, store })) {
    book.setState(alarm.name, { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: the alarm is in its warm-up period' });
    return;
  }
  book.endWarmUp(alarm.name);
  const values = points.map(({ value }) => value);
  const value = evaluateAlarm(configuration, values, alarm.state.value);
  if (value !== alarm.state.value) {
    book.setState(alarm.name, { value, ...stateReason(configuration, points, value, now) });
  }
}

/** Whether the alarm still warms up, and so is not evaluated. */
function isUnchecked(
  { configuration, warmingSince }: MetricAlarmEntry,
  points: readonly Point[],
  { end, periods, store }: { end: number; periods: readonly TimeRange[]; store: MetricStore },
): boolean {
  const { WarmUpConfiguration, EvaluationPeriods, Unit } = configuration;
  if (WarmUpConfiguration === undefined || warmingSince === undefined) return false;
  return isWarmingUp(WarmUpConfiguration, {
    since: warmingSince,
    at: end,
    window: periods.slice(-EvaluationPeriods),
    firstData: store.firstMinute(metricOf(configuration), Unit),
    hasNewest: (points.at(-1)?.value ?? null) !== null,
  });
}

/**
 * Evaluates composite alarms, including those whose rules refer to other composite alarms.
 *
 * @internal
 */
export function evaluateCompositeAlarms(book: AlarmBook): void {
  const composites = book.list().filter((alarm) => alarm.type === 'CompositeAlarm');
  for (let settled = false, layers = composites.length; !settled && layers > 0; layers -= 1) {
    settled = true;
    for (const { name, configuration } of composites) {
      const { alarms, holds, text } = configuration.AlarmRule;
      const value = holds((child) => book.get(child)?.state.value) ? 'ALARM' : 'OK';
      if (book.get(name)?.state.value === value) continue;
      const children = alarms.map((child) => `${child} is ${book.get(child)?.state.value ?? 'unknown'}`).join(', ');
      book.setState(name, { value, reason: `${text} is ${value === 'ALARM' ? 'true' : 'false'}: ${children}` });
      settled = false;
    }
  }
}

/** Evaluates all alarms periodically until the signal aborts. */
export async function watchAlarms(
  {
    clock,
    store,
    book,
    muting,
  }: { clock: Clock; store: MetricStore; book: AlarmBook; muting: Pick<Muting, 'release'> },
  signal: AbortSignal,
): Promise<void> {
  const delay = REPORTING_DELAY * clock.speed;
  const evaluated = new Map<string, number>();
  let pruned = clock.now();
  while (!signal.aborted) {
    const reported = clock.now() - delay;
    for (const alarm of book.list()) {
      if (alarm.type !== 'MetricAlarm') continue;
      const step = stepOf(alarm);
      const end = Math.floor(reported / step) * step;
      if (end <= (evaluated.get(alarm.arn) ?? alarm.configuredAt)) continue;
      evaluated.set(alarm.arn, end);
      evaluateMetricAlarm(alarm, end, { store, book, now: clock.now() });
    }
    evaluateCompositeAlarms(book);
    muting.release();
    if (clock.now() - pruned > HOUR) {
      store.prune();
      pruned = clock.now();
    }
    const next = (Math.floor(reported / SHORT_STEP) + 1) * SHORT_STEP + delay;
    await clock.sleep(next - clock.now(), signal).catch(() => undefined);
    await setImmediate();
  }
}
