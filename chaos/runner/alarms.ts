import { paginateDescribeAlarmHistory, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { Target } from './ports.ts';
import type { Recorder } from './recorder.ts';

const StateChange = z.object({
  oldState: z.object({ stateValue: z.string() }),
  newState: z.object({ stateValue: z.string(), stateReason: z.string().default('') }),
});

/** Alarms of the stage, by their names without its prefix, and the state they are in. */
export async function listAlarms({ clients, system }: Target): Promise<{ name: string; state: string }[]> {
  const alarms: { name: string; state: string }[] = [];
  const pages = paginateDescribeAlarms(
    { client: clients.cloudwatch },
    { AlarmNamePrefix: system.prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA' } of [...MetricAlarms, ...CompositeAlarms]) {
      alarms.push({ name: AlarmName.slice(system.prefix.length), state: StateValue });
    }
  }
  return alarms.sort((one, other) => one.name.localeCompare(other.name));
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
