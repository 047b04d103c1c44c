/** The simulated operations of CloudWatch. */
import type { Operation } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';
import { deleteAlarmMuteRule } from './delete-alarm-mute-rule.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { describeAlarmHistory } from './describe-alarm-history.ts';
import { describeAlarms } from './describe-alarms.ts';
import { describeAlarmsForMetric } from './describe-alarms-for-metric.ts';
import { disableAlarmActions, enableAlarmActions } from './enable-alarm-actions.ts';
import { getDashboard } from './get-dashboard.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putAlarmMuteRule } from './put-alarm-mute-rule.ts';
import { putCompositeAlarm } from './put-composite-alarm.ts';
import { putLogAlarm } from './put-log-alarm.ts';
import { putMetricAlarm } from './put-metric-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { getAlarmMuteRule, listAlarmMuteRules } from './read-alarm-mute-rules.ts';
import { setAlarmState } from './set-alarm-state.ts';

export const operations: readonly Operation<CloudWatchContext>[] = [
  putMetricData,
  getMetricData,
  getMetricStatistics,
  listMetrics,
  putMetricAlarm,
  putCompositeAlarm,
  putLogAlarm,
  describeAlarms,
  describeAlarmsForMetric,
  describeAlarmHistory,
  setAlarmState,
  deleteAlarms,
  enableAlarmActions,
  disableAlarmActions,
  putAlarmMuteRule,
  getAlarmMuteRule,
  listAlarmMuteRules,
  deleteAlarmMuteRule,
  getDashboard,
];
