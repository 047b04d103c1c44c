/** Queries to the running system about what a sabotage changed in it. */
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
import { type CodeDeployClient, type DeploymentGroupInfo, GetDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { GetScheduleCommand, type GetScheduleCommandOutput, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { isAwsError } from '../aws.ts';

export interface Deployed {
  readonly clients: {
    readonly cloudwatch: CloudWatchClient;
    readonly logs: CloudWatchLogsClient;
    readonly scheduler: SchedulerClient;
    readonly codedeploy: CodeDeployClient;
  };
  /** The prefix of every physical name. */
  readonly prefix: string;
  /** The start of the run and the current time, on the system's own clock. */
  readonly from: Date;
  readonly to: Date;
}

export async function alarmNamed({ clients, prefix }: Deployed, name: string): Promise<MetricAlarm | undefined> {
  const { MetricAlarms = [] } = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [`${prefix}${name}`] }),
  );
  return MetricAlarms[0];
}

/** The filters that turn log lines into the stage's metric of this name. */
export async function filtersOf({ clients, prefix }: Deployed, metricName: string): Promise<MetricFilter[]> {
  const metricNamespace = prefix.replace(/-$/, '');
  const { metricFilters = [] } = await clients.logs.send(
    new DescribeMetricFiltersCommand({ metricName, metricNamespace }),
  );
  return metricFilters;
}

export async function scheduleNamed(
  { clients, prefix }: Deployed,
  name: string,
): Promise<GetScheduleCommandOutput | undefined> {
  try {
    return await clients.scheduler.send(new GetScheduleCommand({ Name: `${prefix}${name}` }));
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** The deployment group of this name in the application of this name. */
export async function deploymentGroupNamed(
  { clients, prefix }: Deployed,
  application: string,
  group: string,
): Promise<DeploymentGroupInfo | undefined> {
  const { deploymentGroupInfo } = await clients.codedeploy.send(
    new GetDeploymentGroupCommand({
      applicationName: `${prefix}${application}`,
      deploymentGroupName: `${prefix}${group}`,
    }),
  );
  return deploymentGroupInfo;
}

/** The maximum number of messages in the queue, by its own metric. */
export async function maxQueueDepth({ clients, prefix, from, to }: Deployed, queue: string): Promise<number> {
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
