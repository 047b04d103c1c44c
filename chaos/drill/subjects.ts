/** Reads the alarms to drill and the filters that publish to their metrics, and plans each drill. */
import { type CompositeAlarm, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeMetricFiltersCommand, type MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import { pagesOf } from '../aws.ts';
import { readMutedAlarms } from '../deployment/index.ts';
import type { Target } from '../target.ts';
import { type DrillPlan, planDrill } from './plan.ts';
import { isMatching } from './write.ts';

type Drilled = Pick<Target, 'system' | 'clients'>;

/** An alarm to drill. */
export interface Subject {
  /** Its full name. */
  readonly name: string;
  readonly plan: DrillPlan;
  /** Why the drill leaves it alone; undefined if it does not. */
  readonly leftAlone: string | undefined;
  readonly evaluationPeriods: number;
  readonly actionsEnabled: boolean;
  readonly onAlarm: readonly string[];
  readonly onOk: readonly string[];
  /** The mute rule that holds back its actions; undefined if none does. */
  readonly mutedBy: string | undefined;
}

/** The stage's alarms, each with its plan. */
export async function readSubjects(target: Drilled): Promise<Subject[]> {
  const subjects: Subject[] = [];
  const muted = await readMutedAlarms(target.clients);
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      target.clients.cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: target.system.prefix,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          NextToken,
        }),
      ),
    ({ NextToken }) => NextToken,
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const alarm of MetricAlarms) {
      subjects.push(subjectOf(alarm, await planFor(alarm, target), muted, alarm.EvaluationPeriods));
    }
    for (const alarm of CompositeAlarms) {
      subjects.push(subjectOf(alarm, { by: 'children', name: alarm.AlarmName ?? '' }, muted));
    }
  }
  return subjects;
}

function subjectOf(
  alarm: MetricAlarm | CompositeAlarm,
  plan: DrillPlan,
  muted: ReadonlyMap<string, string>,
  evaluationPeriods = 1,
): Subject {
  const { AlarmName = '', ActionsEnabled = true, AlarmActions = [], OKActions = [] } = alarm;
  return {
    name: AlarmName,
    plan,
    leftAlone: whyLeftAlone(alarm),
    evaluationPeriods,
    actionsEnabled: ActionsEnabled,
    onAlarm: AlarmActions,
    onOk: OKActions,
    mutedBy: muted.get(AlarmName),
  };
}

function whyLeftAlone(alarm: MetricAlarm | CompositeAlarm): string | undefined {
  if (alarm.StateValue === 'ALARM') return 'it was in ALARM before the drill, so it was left alone';
  // The SDK's type of this member does not have the value that CloudWatch documents for a warm-up.
  const evaluation: string | undefined = 'EvaluationState' in alarm ? alarm.EvaluationState : undefined;
  return evaluation === 'IN_WARM_UP' ? 'it is in its warm-up period, so it was left alone' : undefined;
}

/** A line that CloudWatch itself does not match proves nothing, so its filter counts as one without a line. */
async function planFor(alarm: MetricAlarm, target: Drilled): Promise<DrillPlan> {
  const plan = planDrill(alarm, await filtersOf(alarm, target), target.system.target === 'local');
  if (plan.by !== 'log') return plan;
  const matching = await Promise.all(plan.lines.map((line) => isMatching(target.clients, line)));
  const lines = plan.lines.filter((_, index) => matching[index]);
  const others = plan.lines.filter((_, index) => !matching[index]).map(({ logGroup }) => logGroup);
  const unprovenFilters = [...plan.unprovenFilters, ...others];
  return lines.length > 0
    ? { by: 'log', alarm: plan.alarm, lines, unprovenFilters }
    : { by: 'metric', alarm: plan.alarm, unprovenFilters };
}

async function filtersOf(alarm: MetricAlarm, { clients }: Drilled): Promise<MetricFilter[]> {
  const { Namespace: metricNamespace, MetricName: metricName } = alarm.Metrics?.[0]?.MetricStat?.Metric ?? alarm;
  if (metricNamespace === undefined || metricName === undefined || metricNamespace.startsWith('AWS/')) return [];
  const filters: MetricFilter[] = [];
  const pages = pagesOf(
    (nextToken: string | undefined) =>
      clients.logs.send(new DescribeMetricFiltersCommand({ metricName, metricNamespace, nextToken })),
    ({ nextToken }) => nextToken,
  );
  for await (const { metricFilters = [] } of pages) filters.push(...metricFilters);
  return filters;
}
