/** Decides how to make an alarm fire and clear. It is pure: it knows alarms and filters, and writes nothing. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import { type Field, matchingLine } from './matching-line.ts';

/** The parts of an alarm that a drill needs. */
export interface DrilledAlarm {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string | undefined;
  /** `Sum`, `Maximum` ... or a percentile. */
  readonly statistic: string;
  readonly periodMs: number;
  /** How many datapoints must breach. */
  readonly datapoints: number;
  readonly threshold: number;
  /** Which side of the threshold breaches. */
  readonly breaches: 'above' | 'below';
  /** Whether a value equal to the threshold breaches. */
  readonly isInclusive: boolean;
}

/** A log line that a filter turns into a value of the alarm's metric. */
export interface DrilledLine {
  readonly logGroup: string;
  readonly filter: string;
  readonly pattern: string;
  readonly line: string;
  readonly value: number;
}

export type DrillPlan =
  | {
      readonly by: 'log';
      readonly alarm: DrilledAlarm;
      /** One line for each filter. */
      readonly lines: readonly DrilledLine[];
      /** Filters for whose pattern no line can be made. */
      readonly unprovenFilters: readonly string[];
    }
  | { readonly by: 'metric'; readonly alarm: DrilledAlarm; readonly unprovenFilters: readonly string[] }
  /** Only CloudWatch itself can write to the metric, so the state is set, and only the actions are proven. */
  | { readonly by: 'state'; readonly name: string; readonly why: string }
  /** A composite alarm follows the alarms of its rule. */
  | { readonly by: 'children'; readonly name: string };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * @param filters the filters that publish to the alarm's metric
 * @param ownsMetrics whether metrics of AWS's own namespaces can be written, as on one machine
 */
export function planDrill(alarm: MetricAlarm, filters: readonly MetricFilter[], ownsMetrics: boolean): DrillPlan {
  const name = alarm.AlarmName ?? '';
  const drilled = drilledAlarm(alarm);
  if (drilled === undefined) return { by: 'state', name, why: 'it computes with several metrics' };
  if (drilled.namespace.startsWith('AWS/') && !ownsMetrics) {
    return { by: 'state', name, why: `only AWS writes to ${drilled.namespace}` };
  }
  if (drilled.statistic === 'SampleCount' && drilled.breaches === 'below') {
    return { by: 'state', name, why: 'a count of samples cannot be lowered' };
  }
  if (alarm.EvaluationWindow?.WallClockWindow !== undefined && drilled.periodMs > MINUTE_MS) {
    return { by: 'state', name, why: 'its window of the wall clock shows new data only when the period has ended' };
  }
  if (drilled.periodMs * drilled.datapoints > DAY_MS && !ownsMetrics) {
    return { by: 'state', name, why: 'it looks further back than CloudWatch takes new data' };
  }
  const lines = filters.map((filter) => lineFor(filter, drilled));
  const made = lines.flatMap(({ line }) => (line === undefined ? [] : [line]));
  const unprovenFilters = lines.flatMap(({ line, group }) => (line === undefined ? [group] : []));
  if (made.length > 0 && drilled.breaches === 'above') {
    return { by: 'log', alarm: drilled, lines: made, unprovenFilters };
  }
  return { by: 'metric', alarm: drilled, unprovenFilters };
}

function drilledAlarm(alarm: MetricAlarm): DrilledAlarm | undefined {
  const [only, ...others] = alarm.Metrics ?? [];
  const stat = others.length === 0 ? only?.MetricStat : undefined;
  if (alarm.Metrics !== undefined && stat === undefined) return undefined;
  const metric = stat?.Metric ?? alarm;
  const { Namespace: namespace, MetricName: metricName, Dimensions = [] } = metric;
  const statistic = stat?.Stat ?? alarm.Statistic ?? alarm.ExtendedStatistic;
  const period = stat?.Period ?? alarm.Period;
  const { AlarmName: name = '', Threshold: threshold, ComparisonOperator = '', EvaluationPeriods = 1 } = alarm;
  const side = /^GreaterThan(?:OrEqualTo)?Threshold$/u.test(ComparisonOperator)
    ? 'above'
    : /^LessThan(?:OrEqualTo)?Threshold$/u.test(ComparisonOperator)
      ? 'below'
      : undefined;
  if (namespace === undefined || metricName === undefined || statistic === undefined) return undefined;
  if (period === undefined || threshold === undefined || side === undefined) return undefined;
  return {
    name,
    namespace,
    metricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
    unit: stat?.Unit ?? alarm.Unit,
    statistic,
    periodMs: period * 1000,
    datapoints: alarm.DatapointsToAlarm ?? EvaluationPeriods,
    threshold,
    breaches: side,
    isInclusive: ComparisonOperator.includes('OrEqualTo'),
  };
}

function lineFor(filter: MetricFilter, alarm: DrilledAlarm) {
  const { filterName = '', filterPattern = '', logGroupName: group = '', metricTransformations = [] } = filter;
  const [transformation] = metricTransformations;
  const metricValue = transformation?.metricValue ?? '1';
  const value = metricValue.startsWith('$') ? alarm.threshold + 1 : Number(metricValue);
  const fields: Field[] = [
    ...(metricValue.startsWith('$') ? [{ selector: metricValue, value }] : []),
    ...Object.entries(transformation?.dimensions ?? {}).map(([name, selector]) => ({
      selector,
      value: alarm.dimensions[name] ?? '',
    })),
  ];
  const line = matchingLine(filterPattern, fields);
  if (line === undefined) return { group, line: undefined };
  return { group, line: { logGroup: group, filter: filterName, pattern: filterPattern, line, value } };
}
