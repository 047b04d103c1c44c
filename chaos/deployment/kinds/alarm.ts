/** Metric alarms and composite alarms. CloudFormation and the API give their properties the same names. */
import { listOf, type Properties } from '../part.ts';

const ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;

/** Every property that decides when an alarm fires, and what it starts. */
const DECISIVE = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'Statistic',
  'ExtendedStatistic',
  'Period',
  'Unit',
  'Metrics',
  'ThresholdMetricId',
  'Threshold',
  'ComparisonOperator',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'AlarmRule',
  'ActionsEnabled',
  'ActionsSuppressor',
  'ActionsSuppressorWaitPeriod',
  'ActionsSuppressorExtensionPeriod',
  ...ACTIONS,
] as const;

/** The decisive properties, with AWS's defaults and with lists in one order. */
export function alarmProperties(given: Properties): Properties {
  const all: Properties = {
    DatapointsToAlarm: given['EvaluationPeriods'],
    ...(given['AlarmRule'] === undefined && { TreatMissingData: 'missing' }),
    ActionsEnabled: true,
    ...withoutUndefined(flat(given)),
    ...(given['AlarmRule'] === undefined && { EvaluationWindow: windowOf(given['EvaluationWindow']) }),
    ...(given['WarmUpConfiguration'] !== undefined && { WarmUpConfiguration: warmUpOf(given['WarmUpConfiguration']) }),
  };
  const decisive = DECISIVE.flatMap((name): [string, unknown][] =>
    all[name] === undefined ? [] : [[name, all[name]]],
  );
  return {
    ...Object.fromEntries(decisive),
    ...(given['AlarmRule'] === undefined && { Dimensions: inOrder(all['Dimensions']) }),
    ...Object.fromEntries(ACTIONS.map((name) => [name, texts(all[name])])),
  };
}

/** One metric in `Metrics` is the same as the plain properties. */
function flat({ Metrics, ...given }: Properties): Properties {
  const [only, ...others] = listOf(Metrics);
  const stat = only?.['MetricStat'] as Properties | undefined;
  if (stat === undefined || others.length > 0) return Metrics === undefined ? given : { ...given, Metrics };
  const { Metric, Stat, Period, Unit } = stat;
  const name = /^(SampleCount|Average|Sum|Minimum|Maximum)$/.test(String(Stat)) ? 'Statistic' : 'ExtendedStatistic';
  return { ...given, ...(Metric as Properties), Period, [name]: Stat, Unit };
}

/** Which window CloudWatch uses, and for that of the wall clock, in which time zone. */
function windowOf(given: unknown): Properties {
  const { WallClockWindow } = (given ?? {}) as { readonly WallClockWindow?: Properties };
  return WallClockWindow === undefined
    ? { SlidingWindow: {} }
    : { WallClockWindow: { Timezone: 'UTC', ...withoutUndefined(WallClockWindow) } };
}

const warmUpOf = (given: unknown): Properties => ({
  OnlyStartEvaluatingAfterWarmUpPeriodEnds: false,
  ...withoutUndefined(given as Properties),
});

function inOrder(dimensions: unknown): Properties[] {
  return listOf(dimensions)
    .map(({ Name, Value }) => ({ Name, Value }))
    .sort((one, other) => String(one.Name).localeCompare(String(other.Name)));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).sort() : [];
}

function withoutUndefined(given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
