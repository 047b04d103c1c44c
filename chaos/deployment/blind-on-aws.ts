/** Finds alarms on AWS whose metric nothing emits, as far as CloudWatch shows it. */
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type Dimension,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { pagesOf } from '../aws.ts';
import type { Target } from '../target.ts';
import { type MetricIdentity, whyNotReported } from './aws-metrics.ts';

type Watched = Pick<Target, 'system' | 'clients' | 'clock'>;

/** Alarms on metric math and composite alarms depend on several metrics and are left out. */
export async function blindOnAws(target: Watched): Promise<{ readonly name: string; readonly reason: string }[]> {
  const { clients, system } = target;
  const found: { name: string; reason: string }[] = [];
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: system.prefix, NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const { MetricAlarms = [] } of pages) {
    for (const alarm of MetricAlarms) {
      const reason = await whyBlind(alarm, target);
      const { AlarmName: name = '', Namespace = '', MetricName = '' } = alarm;
      if (reason !== undefined) found.push({ name, reason: `nothing emits ${Namespace} ${MetricName}: ${reason}` });
    }
  }
  return found;
}

async function whyBlind(alarm: MetricAlarm, target: Watched): Promise<string | undefined> {
  const { Namespace: namespace, MetricName: name, Dimensions = [], Unit } = alarm;
  if (namespace === undefined || name === undefined) return undefined;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
  const metric: MetricIdentity = { namespace, name, dimensions };
  const { cloudwatch } = target.clients;
  if (await isListed(cloudwatch, metric, Dimensions)) return whyForeignUnit(metric, Unit, target, Dimensions);
  if (namespace.startsWith('AWS/')) return whyNotReported(metric, Unit);
  return whyNoFilter(metric, Unit, target);
}

async function isListed(client: CloudWatchClient, metric: MetricIdentity, Dimensions: Dimension[]): Promise<boolean> {
  const { namespace: Namespace, name: MetricName } = metric;
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      client.send(new ListMetricsCommand({ Namespace, MetricName, Dimensions, NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const { Metrics = [] } of pages) {
    if (Metrics.some((each) => (each.Dimensions ?? []).length === Dimensions.length)) return true;
  }
  return false;
}

const DAY_MS = 86_400_000;
const HOUR = 3600;

async function whyForeignUnit(
  { namespace: Namespace, name: MetricName }: MetricIdentity,
  unit: string | undefined,
  { clients, clock }: Watched,
  Dimensions: Dimension[],
): Promise<string | undefined> {
  if (unit === undefined) return undefined;
  const EndTime = clock.now();
  const StartTime = new Date(EndTime.getTime() - DAY_MS);
  const { Datapoints = [] } = await clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions,
      StartTime,
      EndTime,
      Period: HOUR,
      Statistics: ['SampleCount'],
    }),
  );
  const units = [...new Set(Datapoints.map(({ Unit = 'None' }) => Unit as string))];
  return units.length === 0 || units.includes(unit) ? undefined : `its unit is ${units.join(' or ')}, not ${unit}`;
}

async function whyNoFilter(
  { namespace: metricNamespace, name: metricName, dimensions }: MetricIdentity,
  unit: string | undefined,
  { clients }: Watched,
): Promise<string | undefined> {
  const { metricFilters = [] } = await clients.logs.send(
    new DescribeMetricFiltersCommand({ metricName, metricNamespace }),
  );
  const given = Object.keys(dimensions);
  const targets = metricFilters
    .flatMap(({ metricTransformations = [] }) => metricTransformations)
    .filter((each) => each.metricName === metricName && each.metricNamespace === metricNamespace)
    .filter((each) => {
      const names = Object.keys(each.dimensions ?? {});
      return names.length === given.length && given.every((name) => names.includes(name));
    });
  if (targets.length === 0) return 'no metric filter publishes it, and CloudWatch has not received it in two weeks';
  const units = targets.map((each) => each.unit ?? 'None');
  const fits = unit === undefined || units.some((each) => each === unit);
  return fits ? undefined : `its unit is ${[...new Set(units)].join(' or ')}, not ${unit}`;
}
