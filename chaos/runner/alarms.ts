import { type MetricAlarm, paginateDescribeAlarmHistory, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { RunEvent } from '../schemas/index.ts';
import type { Target } from './ports.ts';
import type { Recorder } from './recorder.ts';

const StateChange = z.object({
  oldState: z.object({ stateValue: z.string() }),
  newState: z.object({ stateValue: z.string(), stateReason: z.string().default('') }),
});

type ListedAlarm = Extract<RunEvent, { kind: 'alarms.listed' }>['alarms'][number];

/** Alarms of the stage, by their names without its prefix, the state they are in, and how they are evaluated. */
export async function listAlarms({ clients, system }: Pick<Target, 'clients' | 'system'>): Promise<ListedAlarm[]> {
  const alarms: ListedAlarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: clients.cloudwatch },
    { AlarmNamePrefix: system.prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
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

/** Of an alarm on metric math, the period of the metrics that it computes with. */
function gridOf({
  Period,
  Metrics = [],
  EvaluationPeriods,
  DatapointsToAlarm,
}: MetricAlarm): Pick<ListedAlarm, 'grid'> {
  const periods = Metrics.flatMap(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? []);
  const periodSeconds = Period ?? periods[0];
  if (periodSeconds === undefined || EvaluationPeriods === undefined) return {};
  return { grid: { periodSeconds, periods: EvaluationPeriods, datapoints: DatapointsToAlarm ?? EvaluationPeriods } };
}

/** Records, each time it is called, the changes of state since `since` that it has not recorded yet. */
export function alarmWatch({ clients, system }: Target, recorder: Recorder, since: Date): () => Promise<void> {
  const seen = new Set<string>();
  return async () => {
    const pages = paginateDescribeAlarmHistory(
      { client: clients.cloudwatch },
      {
        HistoryItemType: 'StateUpdate',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StartDate: since,
        ScanBy: 'TimestampAscending',
      },
    );
    for await (const { AlarmHistoryItems = [] } of pages) {
      for (const { AlarmName = '', Timestamp, HistorySummary = '', HistoryData = '' } of AlarmHistoryItems) {
        const id = `${AlarmName} ${Timestamp?.toISOString() ?? ''} ${HistorySummary}`;
        if (!AlarmName.startsWith(system.prefix) || Timestamp === undefined || seen.has(id)) continue;
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
      }
    }
  };
}
