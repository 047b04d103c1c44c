/** The history of alarms, as DescribeAlarmHistory returns it. */
import type { AlarmState } from './alarm.ts';
import { toStamp } from './aws-time.ts';

/** CloudWatch keeps history for 30 days (virtual ms). */
const RETENTION = 30 * 24 * 60 * 60_000;

export const historyItemTypes = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;
type HistoryItemType = (typeof historyItemTypes)[number];

export interface StateChange {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON; absent for a new alarm. */
  readonly reasonData?: string | undefined;
  /** Virtual milliseconds. */
  readonly at: number;
}

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly at: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON, as `HistoryData`. */
  readonly data: string;
}

type Subject = Pick<HistoryItem, 'alarmName' | 'alarmType' | 'at'>;

const parseReasonData = (json: string | undefined): unknown => {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
};

const stateOf = ({ value, reason, reasonData }: StateChange): unknown => ({
  stateValue: value,
  stateReason: reason,
  stateReasonData: parseReasonData(reasonData),
});

export const stateUpdate = (subject: Subject, before: StateChange, after: StateChange): HistoryItem => ({
  ...subject,
  type: 'StateUpdate',
  summary: `Alarm updated from ${before.value} to ${after.value}`,
  data: JSON.stringify({ version: '1.0', oldState: stateOf(before), newState: stateOf(after) }),
});

export const configurationUpdate = (
  subject: Subject,
  change: 'Create' | 'Update' | 'Delete',
  alarm: unknown,
): HistoryItem => ({
  ...subject,
  type: 'ConfigurationUpdate',
  summary: `Alarm "${subject.alarmName}" ${change.toLowerCase()}d`,
  data: JSON.stringify({ version: '1.0', type: change, [`${change.toLowerCase()}dAlarm`]: alarm }),
});

export const actionExecuted = (
  subject: Subject,
  action: { readonly arn: string; readonly state: StateChange; readonly error?: string | undefined },
): HistoryItem => ({
  ...subject,
  type: 'Action',
  summary: `${action.error === undefined ? 'Successfully executed' : 'Failed to execute'} action ${action.arn}`,
  data: JSON.stringify({
    version: '1.0',
    actionState: action.error === undefined ? 'Succeeded' : 'Failed',
    notificationResource: action.arn,
    stateUpdateTimestamp: toStamp(action.state.at),
    error: action.error,
  }),
});

export interface AlarmHistory {
  readonly add: (item: HistoryItem) => void;
  /** Oldest first. */
  readonly list: () => readonly HistoryItem[];
}

export function createAlarmHistory(): AlarmHistory {
  let items: HistoryItem[] = [];
  return {
    add(item) {
      const oldest = items[0];
      if (oldest && oldest.at < item.at - RETENTION) items = items.filter(({ at }) => at >= item.at - RETENTION);
      items.push(item);
    },
    list: () => items,
  };
}
