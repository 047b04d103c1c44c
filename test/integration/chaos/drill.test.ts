/** A drill of alarms, and the comparison with a design, on the local CloudWatch, Logs and Scheduler. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  PutAlarmMuteRuleCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, PutMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  compareDeployment,
  type Design,
  type DesignedPart,
  readDeployment,
  resourceKinds,
} from '../../../chaos/deployment/index.ts';
import { drillAlarms, type DrillOptions } from '../../../chaos/drill/drill.ts';
import type { Target } from '../../../chaos/target.ts';
import { type CloudWatch, createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { createClock, serveAws } from '../../../local/core/index.ts';
import type { AwsServer } from '../../../local/core/server.ts';
import { createLogs } from '../../../local/logs/index.ts';
import type { Logs } from '../../../local/logs/logs.ts';
import { createScheduler } from '../../../local/scheduler/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess, localSite } from '../../local-site.ts';

const SPEED = 200;
const PREFIX = 'shop-dev-';
const HANDLER = 'arn:aws:lambda:us-east-1:000000000000:function:shop-dev-on-alarm:live';
const GROUPS = ['/aws/lambda/shop-dev-pay', '/aws/lambda/shop-dev-ship'];
const clock = createClock({ speed: SPEED, startAt: new Date('2026-01-31T10:00:00Z') });
let server: AwsServer;
let cloudWatch: CloudWatch;
let logs: Logs;
let scheduler: ReturnType<typeof createScheduler>;
let target: Pick<Target, 'system' | 'clients' | 'clock'>;

const alarms: readonly Partial<MetricAlarm>[] = [
  { AlarmName: 'errors', MetricName: 'Errors' },
  { AlarmName: 'drift', MetricName: 'Drift', Threshold: 50 },
  { AlarmName: 'queue', Namespace: 'AWS/SQS', MetricName: 'Depth', Statistic: 'Maximum' },
  {
    AlarmName: 'no-run',
    MetricName: 'Runs',
    Period: 3600,
    EvaluationPeriods: 2,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  },
  { AlarmName: 'silent', MetricName: 'Silent' },
  { AlarmName: 'muted', MetricName: 'Muted' },
  { AlarmName: 'fine', MetricName: 'Fine', Period: 10, EvaluationPeriods: 3 },
  {
    AlarmName: 'new',
    MetricName: 'New',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 2880 },
    EvaluationWindow: { WallClockWindow: { Timezone: 'UTC' } },
  },
];
const designedAlarm = (alarm: Partial<MetricAlarm>): PutMetricAlarmCommandInput => ({
  Namespace: 'shop-dev',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [HANDLER],
  OKActions: [HANDLER],
  ...alarm,
  AlarmName: `${PREFIX}${alarm.AlarmName ?? ''}`,
});
const filterOf = (logGroupName: string) => ({
  logGroupName,
  filterName: 'errors',
  filterPattern: '{ $.level = "ERROR" }',
  metricTransformations: [{ metricName: 'Errors', metricNamespace: 'shop-dev', metricValue: '1' }],
});
const schedule = {
  Name: `${PREFIX}hourly`,
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: HANDLER, RoleArn: 'arn:aws:iam::000000000000:role/scheduler' },
};

beforeAll(async () => {
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const site = localSite({ clock, baseUrl: server.baseUrl });
  const dimensions = { FunctionName: 'shop-dev-on-alarm' };
  const invoker = {
    invoke() {
      for (const [name, value] of [
        ['Invocations', 1],
        ['Errors', 0],
      ] as const) {
        cloudWatch.metrics.put({ namespace: 'AWS/Lambda', name, dimensions, value });
      }
      return Promise.resolve({ status: 202, payload: '' });
    },
  };
  cloudWatch = createCloudWatch(site, { invoker });
  logs = createLogs(site, { metrics: cloudWatch.metrics });
  scheduler = createScheduler(site, {
    invoker,
    queues: { send: () => Promise.resolve() },
    apis: { knows: () => false, call: () => Promise.resolve() },
  });
  server.mount(cloudWatch, logs, scheduler);
  const client = { region: 'us-east-1', credentials: localCredentials };
  const clients = {
    cloudwatch: new CloudWatchClient({ ...client, endpoint: `${server.baseUrl}/cloudwatch` }),
    logs: new CloudWatchLogsClient({ ...client, endpoint: `${server.baseUrl}/logs` }),
    scheduler: new SchedulerClient({ ...client, endpoint: `${server.baseUrl}/scheduler` }),
  };
  const system = { target: 'local', prefix: PREFIX } as Target['system'];
  target = {
    system,
    clients: clients as unknown as Target['clients'],
    clock: { speed: SPEED, now: () => new Date(clock.now()) },
  };
  for (const group of GROUPS) {
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: group }));
    await clients.logs.send(new PutMetricFilterCommand(filterOf(group)));
  }
  cloudWatch.metrics.put({ namespace: 'shop-dev', name: 'Runs', dimensions: {}, value: 1 });
  for (const alarm of alarms) await clients.cloudwatch.send(new PutMetricAlarmCommand(designedAlarm(alarm)));
  await clients.cloudwatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: `${PREFIX}anything`,
      AlarmRule: `ALARM(${PREFIX}errors) OR ALARM(${PREFIX}drift)`,
    }),
  );
  await clients.cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [`${PREFIX}silent`] }));
  await clients.cloudwatch.send(
    new PutAlarmMuteRuleCommand({
      Name: 'night',
      Rule: { Schedule: { Expression: 'cron(0 * * * *)', Duration: 'P1D' } },
      MuteTargets: { AlarmNames: [`${PREFIX}muted`] },
    }),
  );
  await clients.scheduler.send(new CreateScheduleCommand(schedule));
  const dashboards = cloudWatch.resourceTypes.find(({ type }) => type === 'AWS::CloudWatch::Dashboard');
  const body = { DashboardName: `${PREFIX}board`, DashboardBody: '{"widgets":[]}' };
  await dashboards?.create(dashboards.parse(body) as never, {
    stackName: 's',
    logicalId: 'Board',
    defaultName: 'board',
    assetDirectory: () => '',
  });
});

afterAll(async () => {
  const { cloudwatch, logs: lines, scheduler: schedules } = target.clients;
  for (const client of [cloudwatch, lines, schedules]) client.destroy();
  await scheduler.close();
  await Promise.all([cloudWatch.close(), logs.close(), server.close()]);
});

function part(type: string, given: Record<string, unknown>, name: string, group?: string): DesignedPart {
  const kind = resourceKinds.find((each) => each.type === type)!;
  return {
    kind: kind.kind,
    name,
    ...(group !== undefined && { group }),
    properties: kind.properties(given),
    logicalId: name,
    unresolved: [],
    exists: true,
  };
}

/** What the system was made from. */
const design: Design = {
  parts: [
    ...alarms.map((alarm) => {
      const { AlarmName = '', ...given } = designedAlarm(alarm);
      return part('AWS::CloudWatch::Alarm', given, AlarmName);
    }),
    part(
      'AWS::CloudWatch::CompositeAlarm',
      { AlarmRule: `ALARM(${PREFIX}errors) OR ALARM(${PREFIX}drift)` },
      `${PREFIX}anything`,
    ),
    ...GROUPS.map((group) =>
      part(
        'AWS::Logs::MetricFilter',
        {
          FilterPattern: '{ $.level = "ERROR" }',
          MetricTransformations: [{ MetricName: 'Errors', MetricNamespace: 'shop-dev', MetricValue: '1' }],
        },
        'errors',
        group,
      ),
    ),
    part('AWS::Scheduler::Schedule', schedule, schedule.Name),
    part('AWS::CloudWatch::Dashboard', { DashboardBody: '{"widgets":[]}' }, `${PREFIX}board`),
  ],
  omitted: [],
};

describe('the deployment', () => {
  it('differs from its design only in what was changed', async () => {
    const deployed = await readDeployment(target, design);
    expect(compareDeployment(design, deployed, PREFIX)).toEqual([
      'alarm silent: its actions are disabled',
      'mute rule night is in the system, but not in the template',
    ]);
  });

  it('has dashboards that can be read', async () => {
    const { cloudwatch } = target.clients;
    await expect(cloudwatch.send(new GetDashboardCommand({ DashboardName: 'none' }))).rejects.toThrow(/none/);
    const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: `${PREFIX}board` }));
    expect(DashboardBody).toBe('{"widgets":[]}');
  });
});

describe('a drill', () => {
  it('makes alarms fire and clear, and names those that are not proven', async () => {
    const options: DrillOptions = {
      target,
      design,
      blind: new Map([['drift', 'nothing emits shop-dev Drift']]),
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    // A new alarm has no state yet; one on missing data is in ALARM until its metric has its first value.
    await expectStates(/OK/, 'new');
    const { alarms: results, schedulesLeft } = await drillAlarms(options);
    expect(results.map(({ alarm, outcome, text }) => [alarm, outcome, text])).toEqual([
      ['anything', 'proven', 'fired with the alarms of its rule and cleared; it has no action'],
      ['drift', 'unproven', 'nothing emits shop-dev Drift'],
      ['errors', 'proven', 'fired on 2 log lines and cleared; function on-alarm ran'],
      ['fine', 'proven', 'fired on its metric and cleared; function on-alarm ran'],
      [
        'muted',
        'partly',
        'fired on its metric and cleared; mute rule night holds back its actions, so nothing shows that they work',
      ],
      ['new', 'partly', 'it is in its warm-up period, so it was left alone'],
      ['no-run', 'proven', 'fired on its metric and cleared; function on-alarm ran'],
      ['queue', 'proven', 'fired on its metric and cleared; function on-alarm ran'],
      ['silent', 'unproven', 'its actions are disabled'],
    ]);
    expect(schedulesLeft).toEqual([]);
    await expectStates(/OK/, 'new');
  }, 120_000);

  it('leaves sums as they were', async () => {
    const { Datapoints = [] } = await target.clients.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop-dev',
        MetricName: 'Runs',
        StartTime: new Date(clock.now() - 12 * 3_600_000),
        EndTime: new Date(clock.now()),
        Period: 3600,
        Statistics: ['Sum'],
      }),
    );
    expect(Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)).toBe(1);
  });
});

/** @param except an alarm that may be in any state, by its name without the prefix */
async function expectStates(state: RegExp, except?: string): Promise<void> {
  for (;;) {
    const { MetricAlarms = [] } = await target.clients.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: PREFIX }),
    );
    const others = MetricAlarms.filter(({ AlarmName }) => AlarmName !== `${PREFIX}${except ?? ''}`);
    if (others.every(({ StateValue = '' }) => state.test(StateValue))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
