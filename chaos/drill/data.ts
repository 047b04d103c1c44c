/** The datapoints that make an alarm fire, and those that let it clear. */
import type { DrilledAlarm } from './plan.ts';

/** `count` values for one moment, in epoch milliseconds of the target's clock. */
export interface Datum {
  readonly at: number;
  readonly value: number;
  readonly count: number;
}

/** Outweighs what the system itself reports in the same period. */
const MANY = 1000;
const MUCH = 1_000_000;

/** A distance from the threshold that every unit can show. */
const margin = ({ threshold }: DrilledAlarm): number => Math.max(1, Math.abs(threshold) / 100);

/** Whole numbers stay whole, and a value that breaches `above` or `below` breaches strictly. */
const beyond = (alarm: DrilledAlarm, side: DrilledAlarm['breaches']): number =>
  alarm.threshold + (side === 'above' ? margin(alarm) : -margin(alarm));

/**
 * The datapoints that breach: one in each of the latest periods that the alarm needs.
 *
 * @param fromLines what log lines add to the sum of the current period
 */
export function firingData(alarm: DrilledAlarm, now: number, fromLines = 0): Datum[] {
  const { datapoints, periodMs } = alarm;
  return Array.from({ length: datapoints }, (_, index) => ({
    at: now - index * periodMs,
    ...breach(alarm, index === 0 ? fromLines : 0),
  })).filter(({ count }) => count > 0);
}

function breach(alarm: DrilledAlarm, fromLines: number): Pick<Datum, 'value' | 'count'> {
  const { statistic, breaches } = alarm;
  if (statistic === 'Sum') {
    if (breaches === 'below') return { value: -MUCH - Math.abs(alarm.threshold), count: 1 };
    const missing = (alarm.isInclusive ? alarm.threshold : beyond(alarm, 'above')) - fromLines;
    return { value: Math.max(missing, 0), count: missing > 0 ? 1 : 0 };
  }
  if (statistic === 'SampleCount') return { value: 0, count: Math.ceil(beyond(alarm, 'above')) };
  const isExtreme = statistic === 'Maximum' || statistic === 'Minimum';
  return { value: beyond(alarm, breaches), count: isExtreme ? 1 : MANY };
}

/**
 * What takes the breach back: exactly what was written, with the other sign, for a sum. For other statistics nothing
 * can be taken back, so a sound value is written into the current period; the alarm clears once that period is the
 * latest.
 *
 * @param written what the drill has written to the sum, its log lines included
 */
export function clearingData(alarm: DrilledAlarm, written: readonly Datum[], now: number): Datum[] {
  if (alarm.statistic === 'Sum') {
    return written.map(({ at, value, count }) => ({ at, value: -value, count }));
  }
  const isZeroSound = alarm.breaches === 'above' ? alarm.threshold > 0 : alarm.threshold < 0;
  const value = isZeroSound ? 0 : beyond(alarm, alarm.breaches === 'above' ? 'below' : 'above');
  return [{ at: now, value, count: alarm.statistic === 'SampleCount' && alarm.breaches === 'below' ? MANY : 1 }];
}
