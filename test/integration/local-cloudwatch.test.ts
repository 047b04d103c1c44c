/** CloudWatch and CloudWatch Logs through the SDK, and alarms end to end: from a log line to a function's event. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudWatchClient,
  DeleteAlarmMuteRuleCommand,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  GetAlarmMuteRuleCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListAlarmMuteRulesCommand,
  ListMetricsCommand,
  PutAlarmMuteRuleCommand,
  PutCompositeAlarmCommand,
  PutLogAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CloudWatch, createCloudWatch } from '../../local/cloudwatch/index.ts';
import { createClock, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { createLogs } from '../../local/logs/index.ts';
import { type Logs } from '../../local/logs/logs.ts';
import { localCredentials } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:on-alarm';
const clock = createClock({ speed: 600, startAt: new Date('2026-01-31T10:00:00Z') });
const events: unknown[] = [];
let server: AwsServer;
let cloudWatch: CloudWatch;
let logs: Logs;
let metrics: CloudWatchClient;
let lines: CloudWatchLogsClient;

beforeAll(async () => {
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const site = localSite({ clock, baseUrl: server.baseUrl });
  const invoker = {
    invoke({ payload }: { readonly payload: string }) {
      events.push(JSON.parse(payload));
      return Promise.resolve({ status: 202, payload: '' });
    },
  };
  cloudWatch = createCloudWatch(site, { invoker });
  logs = createLogs(site, { metrics: cloudWatch.metrics });
  server.mount(cloudWatch, logs);
  const client = { region: 'us-east-1', credentials: localCredentials };
  metrics = new CloudWatchClient({ ...client, endpoint: `${server.baseUrl}/cloudwatch` });
  lines = new CloudWatchLogsClient({ ...client, endpoint: `${server.baseUrl}/logs` });
});

afterAll(async () => {
  metrics.destroy();
  lines.destroy();
  await Promise.all([cloudWatch.close(), logs.close(), server.close()]);
});

beforeEach(() => {
  events.length = 0;
});

const alarm = {
  Namespace: 'shop',
  MetricName: 'Errors',
  Statistic: 'Sum' as const,
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold' as const,
  TreatMissingData: 'notBreaching',
};

const stateOf = async (name: string) => {
  const { MetricAlarms, CompositeAlarms } = await metrics.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return (MetricAlarms?.[0] ?? CompositeAlarms?.[0])?.StateValue;
};
const until = async (name: string, state: string) => {
  while ((await stateOf(name)) !== state) await wait(20);
};

describe('metrics', () => {
  it('are distinguished by name and by their full set of dimensions', async () => {
    const at = new Date('2026-01-31T09:00:30Z');
    await metrics.send(
      new PutMetricDataCommand({
        Namespace: 'own',
        MetricData: [
          { MetricName: 'Size', Value: 1, Timestamp: at },
          { MetricName: 'Size', Value: 5, Timestamp: at, Dimensions: [{ Name: 'sku', Value: 'a' }] },
          {
            MetricName: 'Size',
            Values: [5, 7],
            Counts: [1, 3],
            Timestamp: at,
            Dimensions: [{ Name: 'sku', Value: 'a' }],
          },
        ],
      }),
    );
    const { Metrics } = await metrics.send(new ListMetricsCommand({ Namespace: 'own' }));
    expect(Metrics).toHaveLength(2);
    const { Datapoints } = await metrics.send(
      new GetMetricStatisticsCommand({
        Namespace: 'own',
        MetricName: 'Size',
        Dimensions: [{ Name: 'sku', Value: 'a' }],
        StartTime: new Date('2026-01-31T09:00:00Z'),
        EndTime: new Date('2026-01-31T09:02:00Z'),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    );
    expect(Datapoints).toMatchObject([
      { Timestamp: new Date('2026-01-31T09:00:00Z'), Sum: 31, SampleCount: 5, Maximum: 7 },
    ]);
    const { MetricDataResults } = await metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date('2026-01-31T09:00:00Z'),
        EndTime: new Date('2026-01-31T09:02:00Z'),
        MetricDataQueries: [
          { Id: 'm', MetricStat: { Metric: { Namespace: 'own', MetricName: 'Size' }, Period: 60, Stat: 'p99' } },
        ],
      }),
    );
    expect(MetricDataResults).toMatchObject([{ Id: 'm', Values: [1], Timestamps: [new Date('2026-01-31T09:00:00Z')] }]);
  });
});

describe('an alarm over a metric filter', () => {
  it('fires on an error line, invokes its function and clears', async () => {
    const logGroupName = '/aws/lambda/pay';
    await lines.send(new CreateLogGroupCommand({ logGroupName }));
    await lines.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
    await lines.send(
      new PutMetricFilterCommand({
        logGroupName,
        filterName: 'errors',
        filterPattern: '{ $.level = "ERROR" }',
        metricTransformations: [{ metricNamespace: 'shop', metricName: 'Errors', metricValue: '1' }],
      }),
    );
    await metrics.send(
      new PutMetricAlarmCommand({
        ...alarm,
        AlarmName: 'errors-pay',
        AlarmActions: [FUNCTION_ARN],
        OKActions: [FUNCTION_ARN],
      }),
    );
    expect(await stateOf('errors-pay')).toBe('INSUFFICIENT_DATA');
    await until('errors-pay', 'OK');
    const message = JSON.stringify({ level: 'ERROR', correlationId: 'c1' });
    await lines.send(
      new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents: [{ timestamp: clock.now(), message }] }),
    );
    await until('errors-pay', 'ALARM');
    await until('errors-pay', 'OK');

    expect(events).toMatchObject([
      { source: 'aws.cloudwatch', alarmData: { alarmName: 'errors-pay', state: { value: 'OK' } } },
      {
        source: 'aws.cloudwatch',
        alarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors-pay',
        accountId: '000000000000',
        region: 'us-east-1',
        alarmData: {
          state: { value: 'ALARM', reason: expect.stringContaining('greater than or equal to the threshold (1.0)') },
          previousState: { value: 'OK' },
          configuration: { metrics: [{ metricStat: { metric: { namespace: 'shop', name: 'Errors' }, period: 60 } }] },
        },
      },
      { alarmData: { state: { value: 'OK' }, previousState: { value: 'ALARM' } } },
    ]);
    const { AlarmHistoryItems } = await metrics.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'errors-pay', HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ]);
    expect(JSON.parse(AlarmHistoryItems?.[1]?.HistoryData ?? '')).toMatchObject({
      newState: { stateValue: 'ALARM', stateReasonData: { threshold: 1, recentDatapoints: [1] } },
    });
  });

  it('keeps a state that was set by hand until its next evaluation', async () => {
    await metrics.send(new PutMetricAlarmCommand({ ...alarm, AlarmName: 'set', MetricName: 'Nothing' }));
    await until('set', 'OK');
    await metrics.send(new SetAlarmStateCommand({ AlarmName: 'set', StateValue: 'ALARM', StateReason: 'by hand' }));
    await until('set', 'OK');
    const { AlarmHistoryItems } = await metrics.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'set', HistoryItemType: 'StateUpdate', MaxRecords: 2 }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ]);
  });

  it('executes no actions while they are disabled', async () => {
    const AlarmName = 'silent';
    await metrics.send(
      new PutMetricAlarmCommand({ ...alarm, AlarmName, MetricName: 'Nothing', OKActions: [FUNCTION_ARN] }),
    );
    await metrics.send(new DisableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
    await until(AlarmName, 'OK');
    expect(events).toEqual([]);
  });

  it('can be part of a composite alarm', async () => {
    await metrics.send(
      new PutMetricAlarmCommand({ ...alarm, AlarmName: 'part', MetricName: 'Nothing', TreatMissingData: 'breaching' }),
    );
    await metrics.send(new PutCompositeAlarmCommand({ AlarmName: 'whole', AlarmRule: 'ALARM(part) AND NOT OK(part)' }));
    await until('whole', 'ALARM');
    await expect(metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['part'] }))).rejects.toThrow('whole');
    await metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['part', 'whole'] }));
    expect(await stateOf('whole')).toBeUndefined();
  });

  it('is refused with a message that names every invalid property', async () => {
    const wrong = { ...alarm, AlarmName: 'wrong', Period: 61, EvaluationPeriods: 0 };
    await expect(metrics.send(new PutMetricAlarmCommand(wrong))).rejects.toThrow(/Period.*EvaluationPeriods/su);
  });
});

describe('a mute rule', () => {
  const schedule = { Expression: 'cron(0 * * * *)', Duration: 'PT2H', Timezone: 'Europe/Berlin' };
  const rule = (alarm: string) => ({
    Name: 'work',
    Description: 'while we work',
    Rule: { Schedule: schedule },
    MuteTargets: { AlarmNames: [alarm] },
    ExpireDate: new Date('2036-01-01T00:00:00Z'),
  });

  it('holds back the actions of an alarm until it is deleted, and can be read and listed', async () => {
    const AlarmName = 'worked-on';
    await metrics.send(
      new PutMetricAlarmCommand({ ...alarm, AlarmName, MetricName: 'Work', AlarmActions: [FUNCTION_ARN] }),
    );
    await until(AlarmName, 'OK');
    await metrics.send(new PutAlarmMuteRuleCommand(rule(AlarmName)));
    const named = { AlarmMuteRuleName: 'work' };
    expect(await metrics.send(new GetAlarmMuteRuleCommand(named))).toMatchObject({
      AlarmMuteRuleArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:work',
      Status: 'ACTIVE',
      MuteType: 'RECURRING',
      Rule: { Schedule: schedule },
      MuteTargets: { AlarmNames: [AlarmName] },
      ExpireDate: new Date('2036-01-01T00:00:00Z'),
    });
    const listed = async (asked: object) => {
      const { AlarmMuteRuleSummaries = [] } = await metrics.send(new ListAlarmMuteRulesCommand(asked));
      return AlarmMuteRuleSummaries.length;
    };
    expect([await listed({ AlarmName, Statuses: ['ACTIVE'] }), await listed({ Statuses: ['EXPIRED'] })]).toEqual([
      1, 0,
    ]);
    expect(await listed({ AlarmName: 'other' })).toBe(0);

    await metrics.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'to see' }));
    await until(AlarmName, 'OK');
    const work = { MetricName: 'Work', Value: 9 };
    const working = setInterval(() => {
      const put = new PutMetricDataCommand({
        Namespace: 'shop',
        MetricData: [{ ...work, Timestamp: new Date(clock.now()) }],
      });
      void metrics.send(put);
    }, 50);
    await until(AlarmName, 'ALARM');
    expect(events).toEqual([]);
    await metrics.send(new DeleteAlarmMuteRuleCommand(named));
    clearInterval(working);
    expect(events).toMatchObject([{ alarmData: { alarmName: AlarmName, state: { value: 'ALARM' } } }]);
    await expect(metrics.send(new GetAlarmMuteRuleCommand(named))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is refused for an alarm that does not exist', async () => {
    await expect(metrics.send(new PutAlarmMuteRuleCommand(rule('nobody')))).rejects.toThrow('nobody');
  });
});

it('log alarms are refused by name', async () => {
  const put = new PutLogAlarmCommand({ AlarmName: 'log' } as never);
  await expect(metrics.send(put)).rejects.toThrow(/log alarm is not simulated/u);
});

describe('log events', () => {
  it('are found by time and pattern across streams, in pages', async () => {
    const logGroupName = '/found';
    await lines.send(new CreateLogGroupCommand({ logGroupName }));
    const start = clock.now();
    for (const [offset, stream] of [
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
    ] as const) {
      logs.sink.put(logGroupName, stream, [{ timestamp: start + offset, message: `line ${offset} from ${stream}` }]);
    }
    logs.sink.put(logGroupName, 'b', [{ timestamp: start, message: 'line late from b' }]);
    const first = await lines.send(
      new FilterLogEventsCommand({ logGroupName, startTime: start, filterPattern: 'line', limit: 3 }),
    );
    expect(first.events?.map(({ message }) => message)).toEqual(['line 0 from a', 'line late from b', 'line 1 from b']);
    const second = await lines.send(
      new FilterLogEventsCommand({ logGroupName, startTime: start, filterPattern: 'line', nextToken: first.nextToken }),
    );
    expect(second.events?.map(({ message }) => message)).toEqual(['line 2 from a']);
    expect(second.nextToken).toBeUndefined();

    const byIngestion = [...(first.events ?? []), ...(second.events ?? [])].toSorted((a, b) =>
      String(a.eventId) < String(b.eventId) ? -1 : 1,
    );
    expect(byIngestion.at(-1)?.message).toBe('line late from b');
  });

  it('can be read stream by stream, and groups and filters can be described', async () => {
    logs.sink.put('/read', 's', [{ timestamp: clock.now(), message: 'one' }]);
    const read = await lines.send(
      new GetLogEventsCommand({ logGroupName: '/read', logStreamName: 's', startFromHead: true }),
    );
    expect(read.events?.map(({ message }) => message)).toEqual(['one']);
    const again = await lines.send(
      new GetLogEventsCommand({ logGroupName: '/read', logStreamName: 's', nextToken: read.nextForwardToken }),
    );
    expect(again).toMatchObject({ events: [], nextForwardToken: read.nextForwardToken });
    const { logGroups } = await lines.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/read' }));
    expect(logGroups).toMatchObject([{ logGroupName: '/read' }]);
    const { metricFilters } = await lines.send(new DescribeMetricFiltersCommand({ metricName: 'Errors' }));
    expect(metricFilters).toMatchObject([{ filterName: 'errors', logGroupName: '/aws/lambda/pay' }]);
  });

  it('cannot be read from a group that does not exist', async () => {
    await expect(lines.send(new FilterLogEventsCommand({ logGroupName: '/none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
