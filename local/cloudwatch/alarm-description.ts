/** Alarms as the Describe operations return them. */
import type { AlarmEntry, CompositeAlarmEntry, MetricAlarmEntry } from './alarm-book.ts';
import { toSeconds } from './aws-time.ts';

const shared = ({ arn, configuredAt, state }: AlarmEntry) => ({
  AlarmArn: arn,
  AlarmConfigurationUpdatedTimestamp: toSeconds(configuredAt),
  StateValue: state.value,
  StateReason: state.reason,
  StateReasonData: state.reasonData,
  StateUpdatedTimestamp: toSeconds(state.at),
  StateTransitionedTimestamp: toSeconds(state.at),
});

export const describeMetricAlarm = (alarm: MetricAlarmEntry) => ({
  ...alarm.configuration,
  ...shared(alarm),
  ...(alarm.warmingSince !== undefined && { EvaluationState: 'IN_WARM_UP' }),
});

export const describeCompositeAlarm = (alarm: CompositeAlarmEntry) => ({
  ...alarm.configuration,
  AlarmRule: alarm.configuration.AlarmRule.text,
  ...shared(alarm),
});
