import type { Clock } from './clock.ts';

/**
 * A metric as a line in CloudWatch's embedded metric format, without dimensions, in the namespace of the stage.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function countLine(stage: string, name: string, count: number, now: Date): string {
  const metric = { Namespace: `evenkeel-${stage}`, Dimensions: [[]], Metrics: [{ Name: name, Unit: 'Count' }] };
  return JSON.stringify({ _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [metric] }, [name]: count });
}

/** Adds to a metric of the stage, by 1 unless `count` says otherwise. */
export type Count = (name: string, count?: number) => void;

export const counter =
  (stage: string, clock: Clock): Count =>
  (name, count = 1) => {
    // Not console.log: the JSON log format would wrap its text, and CloudWatch would not recognise the metric.
    process.stdout.write(`${countLine(stage, name, count, clock.now())}\n`);
  };
