/** Reads the parts of a deployment through the APIs of AWS. */
import {
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  GetDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { isAwsError, pagesOf } from '../aws.ts';
import type { Target, TargetClients } from '../target.ts';
import { alarmProperties } from './kinds/alarm.ts';
import { dashboardProperties } from './kinds/dashboard.ts';
import { filterFromApi } from './kinds/metric-filter.ts';
import { muteRuleProperties } from './kinds/mute-rule.ts';
import { scheduleProperties } from './kinds/schedule.ts';
import { readMuteRules } from './mute-rules.ts';
import type { Design, Part, PartKind, Properties } from './part.ts';

interface Deployment {
  readonly system: Target['system'];
  readonly clients: Pick<TargetClients, 'cloudwatch' | 'logs' | 'scheduler'>;
}

/**
 * The stage's alarms, the mute rules that target any of them, the metric filters of the design's log groups, and the
 * design's schedules and dashboards. Parts that do not exist are left out, and so are expired rules.
 */
export async function readDeployment(deployment: Deployment, { parts }: Design): Promise<Part[]> {
  const named = (kind: PartKind) => parts.filter((part) => part.kind === kind && part.exists);
  const groups = new Set(named('metric filter').flatMap(({ group }) => (group === undefined ? [] : [group])));
  const read = await Promise.all([
    readAlarms(
      deployment,
      named('alarm').map(({ name }) => name),
    ),
    readRules(deployment, named('alarm'), named('mute rule')),
    ...[...groups].map((group) => readFilters(deployment, group)),
    ...named('schedule').map(({ name, group }) => readSchedule(deployment, name, group)),
    ...named('dashboard').map(({ name }) => readDashboard(deployment, name)),
  ]);
  return read.flat();
}

type AlarmsPage = Pick<DescribeAlarmsCommandOutput, 'MetricAlarms' | 'CompositeAlarms'>;

/** Names that one DescribeAlarms request takes. */
const MAX_NAMES = 100;

async function readAlarms({ clients, system }: Deployment, names: readonly string[]): Promise<Part[]> {
  const AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm', 'CompositeAlarm'];
  const found: Part[] = [];
  const take = ({ MetricAlarms = [], CompositeAlarms = [] }: AlarmsPage) => {
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      const properties = alarmProperties(alarm as unknown as Properties);
      found.push({ kind: 'alarm', name: alarm.AlarmName ?? '', properties });
    }
  };
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: system.prefix, AlarmTypes, NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const page of pages) take(page);
  const others = names.filter((name) => !name.startsWith(system.prefix));
  for (let at = 0; at < others.length; at += MAX_NAMES) {
    const AlarmNames = others.slice(at, at + MAX_NAMES);
    take(await clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames, AlarmTypes })));
  }
  return found;
}

async function readRules(
  { clients, system }: Deployment,
  alarms: readonly Part[],
  rules: readonly Part[],
): Promise<Part[]> {
  const known = new Set(rules.map(({ name }) => name));
  const targets = new Set(alarms.map(({ name }) => name));
  const isOwn = (alarm: string) => alarm.startsWith(system.prefix) || targets.has(alarm);
  const found = await readMuteRules(clients, ['ACTIVE', 'SCHEDULED']);
  return found
    .filter(({ Name = '', MuteTargets }) => known.has(Name) || (MuteTargets?.AlarmNames ?? []).some(isOwn))
    .map(({ Name = '', ...rule }) => ({ kind: 'mute rule', name: Name, properties: muteRuleProperties({ ...rule }) }));
}

async function readFilters({ clients }: Deployment, logGroupName: string): Promise<Part[]> {
  const found: Part[] = [];
  const pages = pagesOf(
    (nextToken: string | undefined) => clients.logs.send(new DescribeMetricFiltersCommand({ logGroupName, nextToken })),
    ({ nextToken }) => nextToken,
  );
  try {
    for await (const { metricFilters = [] } of pages) {
      for (const filter of metricFilters) {
        const { filterName = '' } = filter;
        found.push({ kind: 'metric filter', name: filterName, group: logGroupName, properties: filterFromApi(filter) });
      }
    }
  } catch (error) {
    if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
  }
  return found;
}

async function readSchedule({ clients }: Deployment, Name: string, group: string | undefined): Promise<Part[]> {
  try {
    const schedule = await clients.scheduler.send(new GetScheduleCommand({ Name, GroupName: group }));
    const properties = scheduleProperties(schedule as unknown as Properties);
    return [{ kind: 'schedule', name: Name, ...(group !== undefined && { group }), properties }];
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return [];
    throw error;
  }
}

async function readDashboard({ clients }: Deployment, name: string): Promise<Part[]> {
  try {
    const { DashboardBody } = await clients.cloudwatch.send(new GetDashboardCommand({ DashboardName: name }));
    return [{ kind: 'dashboard', name, properties: dashboardProperties({ DashboardBody }) }];
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFound') || isAwsError(error, 'DashboardNotFoundError')) return [];
    throw error;
  }
}
