import type { Rates } from '../core/rate-limit.ts';

/**
 * Source: "Amazon CloudWatch endpoints and quotas" in the AWS General Reference, of September 2026. They are the same in
 * every region.
 */
export const CLOUDWATCH_RATES = {
  DeleteAlarmMuteRule: 3,
  DeleteAlarms: 3,
  DescribeAlarmHistory: 20,
  DescribeAlarms: 9,
  DescribeAlarmsForMetric: 9,
  DisableAlarmActions: 3,
  EnableAlarmActions: 3,
  GetAlarmMuteRule: 20,
  GetDashboard: 10,
  GetMetricData: 500,
  GetMetricStatistics: 400,
  ListAlarmMuteRules: 50,
  ListMetrics: 25,
  PutAlarmMuteRule: 3,
  PutCompositeAlarm: 3,
  PutMetricAlarm: 3,
  PutMetricData: 500,
  SetAlarmState: 3,
} as const satisfies Rates;
