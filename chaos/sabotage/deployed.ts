/** The running system, asked by what a sabotage would have changed in it. */
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  type CloudWatchLogsClient,
  DescribeMetricFiltersCommand,
  type MetricFilter,
} from '@aws-sdk/client-cloudwatch-logs';

export interface Deployed {
  readonly clients: { readonly cloudwatch: CloudWatchClient; readonly logs: CloudWatchLogsClient };
  /** In front of every physical name. */
  readonly prefix: string;
  /** When the run began and now, on the system's own clock. */
  readonly from: Date;
  readonly to: Date;
}

export async function alarmNamed({ clients, prefix }: Deployed, name: string): Promise<MetricAlarm | undefined> {
  const { MetricAlarms = [] } = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [`${prefix}${name}`] }),
  );
  return MetricAlarms[0];
}

/** The filters that make log lines into the stage's metric of this name. */
export async function filtersOf({ clients, prefix }: Deployed, metricName: string): Promise<MetricFilter[]> {
  const metricNamespace = prefix.replace(/-$/, '');
  const { metricFilters = [] } = await clients.logs.send(
    new DescribeMetricFiltersCommand({ metricName, metricNamespace }),
  );
  return metricFilters;
}

/** The most messages that lay in the queue at once, by its own metric. */
export async function deepest({ clients, prefix, from, to }: Deployed, queue: string): Promise<number> {
  const { Datapoints = [] } = await clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: `${prefix}${queue}` }],
      StartTime: from,
      EndTime: to,
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  return Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
}
