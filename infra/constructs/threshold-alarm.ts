import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface ThresholdAlarmProps {
  readonly alarmName: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly comparison?: cloudwatch.ComparisonOperator;
  readonly periods?: number;
  readonly missing?: cloudwatch.TreatMissingData;
  /** Runs when the alarm goes off and when it recovers. */
  readonly action?: cloudwatch.IAlarmAction | undefined;
}

export const MINUTE = Duration.minutes(1);

/** An alarm on one metric: by default ">= threshold in one period", and missing data counts as fine. */
export function thresholdAlarm(scope: Construct, id: string, props: ThresholdAlarmProps): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: props.alarmName,
    alarmDescription: props.description,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    datapointsToAlarm: props.periods ?? 1,
    comparisonOperator: props.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: props.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  if (props.action !== undefined) {
    alarm.addAlarmAction(props.action);
    alarm.addOkAction(props.action);
  }
  return alarm;
}
