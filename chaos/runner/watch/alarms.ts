import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { pagesOf } from '../../aws.ts';
import { AlarmState, type RunEvent } from '../../schemas/index.ts';
import type { Target, TargetClients } from '../../target.ts';
import type { Recorder } from '../recorder.ts';

interface Watched {
  readonly system: Target['system'];
  readonly clients: Pick<TargetClients, 'cloudwatch'>;
}

const StateChange = z.object({
  oldState: z.object({ stateValue: AlarmState }),
  newState: z.object({ stateValue: AlarmState, stateReason: z.string().default('') }),
});

type ListedAlarm = Extract<RunEvent, { kind: 'alarms.listed' }>['alarms'][number];

/** The stage's alarms by their names without its prefix, with their state and how they are evaluated. */
export async function listAlarms({ clients, system }: Watched): Promise<ListedAlarm[]> {
  const alarms: ListedAlarm[] = [];
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: system.prefix,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          NextToken,
        }),
      ),
    ({ NextToken }) => NextToken,
  );
  const listed = ({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA' }: MetricAlarm): ListedAlarm => ({
    name: AlarmName.slice(system.prefix.length),
    state: StateValue,
  });
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    alarms.push(
      ...MetricAlarms.map((alarm) => ({ ...listed(alarm), ...gridOf(alarm) })),
      ...CompositeAlarms.map(listed),
    );
  }
  return alarms.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * How the alarm is evaluated; nothing for one whose window is of the wall clock, which sees data only when its calendar
 * period has ended. One on metric math has the period of the metrics that it computes with.
 */
function gridOf({
  Period,
  Metrics = [],
  EvaluationPeriods,
  DatapointsToAlarm,
  EvaluationWindow,
}: MetricAlarm): Pick<ListedAlarm, 'grid'> {
  if (EvaluationWindow?.WallClockWindow !== undefined) return {};
  const periods = Metrics.flatMap(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? []);
  const periodSeconds = Period ?? periods[0];
  if (periodSeconds === undefined || EvaluationPeriods === undefined) return {};
  return { grid: { periodSeconds, periods: EvaluationPeriods, datapoints: DatapointsToAlarm ?? EvaluationPeriods } };
}

/** Each call records the changes of state since `since` that it has not recorded yet. */
export function alarmWatch({ clients, system }: Watched, recorder: Recorder, since: Date): () => Promise<void> {
  const seen = new Set<string>();
  const record = ({ AlarmName = '', Timestamp, HistorySummary = '', HistoryData = '' }: AlarmHistoryItem) => {
    const id = `${AlarmName} ${Timestamp?.toISOString() ?? ''} ${HistorySummary}`;
    if (!AlarmName.startsWith(system.prefix) || Timestamp === undefined || seen.has(id)) return;
    seen.add(id);
    const { oldState, newState } = StateChange.parse(JSON.parse(HistoryData));
    recorder.record(
      {
        kind: 'alarm',
        alarm: AlarmName.slice(system.prefix.length),
        from: oldState.stateValue,
        to: newState.stateValue,
        reason: newState.stateReason,
      },
      Timestamp,
    );
  };
  return async () => {
    const pages = pagesOf(
      (NextToken: string | undefined) =>
        clients.cloudwatch.send(
          new DescribeAlarmHistoryCommand({
            HistoryItemType: 'StateUpdate',
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            StartDate: since,
            ScanBy: 'TimestampAscending',
            NextToken,
          }),
        ),
      ({ NextToken }) => NextToken,
    );
    for await (const { AlarmHistoryItems = [] } of pages) AlarmHistoryItems.forEach(record);
  };
}
