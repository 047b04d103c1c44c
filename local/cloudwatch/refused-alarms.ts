/** The kinds of alarms that are refused, each by name and with a way out. */

const LEAVE_OUT = 'or leave the alarm out of the stage that you boot locally';

export const REFUSED = {
  promQl: `a PromQL alarm is not simulated; watch one metric with Namespace, MetricName, Statistic and Period, ${LEAVE_OUT}`,
  log: `a log alarm is not simulated; publish a metric with a metric filter of the log group and set an alarm on it, ${LEAVE_OUT}`,
  metricMath: 'an alarm on metric math is not simulated; use one metric, e.g. one that several filters publish to',
  anomaly: 'an alarm on an anomaly detection model is not simulated; give it a Threshold',
  suppressor: 'suppressing the actions of a composite alarm is not simulated',
  interval:
    'an alarm on a metric has none: CloudWatch evaluates it every minute, or every ten seconds if its Period is below 60',
} as const;
