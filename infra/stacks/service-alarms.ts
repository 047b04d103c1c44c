import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionNames, functions } from '../catalogue/functions.ts';
import { awaited } from '../catalogue/gradual.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { MINUTE, thresholdAlarm } from '../constructs/threshold-alarm.ts';
import type { ServicesStack } from './services.ts';

/** What all alarms have in common. */
export interface Watch {
  readonly prefix: string;
  readonly metricNamespace: string;
  readonly action: cloudwatch.IAlarmAction;
}

/** A record or message that is older than this when it is handled is late: its consumer is stuck or too slow. */
const LATE_SECONDS = 60;

/** Per service: counts lines of level ERROR in its functions' logs, and alarms on the first one in a minute. */
export function errorAlarms(
  scope: Construct,
  watch: Watch,
  services: ServicesStack,
  others: Readonly<Record<string, readonly ServiceFunction[]>>,
): void {
  const groups = new Map<string, ServiceFunction[]>(Object.entries(others).map(([name, list]) => [name, [...list]]));
  for (const name of functionNames) {
    const { service } = functions[name];
    groups.set(service, [...(groups.get(service) ?? []), services.function(name)]);
  }
  for (const [service, group] of groups) {
    const metricName = `Errors-${service}`;
    for (const [index, watched] of group.entries()) {
      const filter = new logs.MetricFilter(scope, `${metricName}-${index}`, {
        logGroup: logs.LogGroup.fromLogGroupName(scope, `Log-${metricName}-${index}`, watched.logGroupName),
        filterPattern: logs.FilterPattern.stringValue('$.level', '=', 'ERROR'),
        metricNamespace: watch.metricNamespace,
        metricName,
        metricValue: '1',
      });
      // The filter refers to its log group by name, from which CloudFormation does not learn that the group comes first.
      filter.node.addDependency(watched.logGroup);
    }
    if (group.length === 0) continue;
    thresholdAlarm(scope, `Alarm-${metricName}`, {
      alarmName: `${watch.prefix}errors-${service}`,
      description: `The code of ${service} failed. Search its logs for level ERROR; lines about a saga have its correlationId.`,
      metric: new cloudwatch.Metric({
        namespace: watch.metricNamespace,
        metricName,
        statistic: 'Sum',
        period: MINUTE,
      }),
      threshold: 1,
      action: watch.action,
    });
  }
}

/** Per consumer of a stream: alarms on records that wait too long. */
export function iteratorAgeAlarms(scope: Construct, watch: Watch, services: ServicesStack): void {
  for (const name of functionNames.filter((candidate) => functions[candidate].streams !== undefined)) {
    thresholdAlarm(scope, `Alarm-iterator-age-${name}`, {
      alarmName: `${watch.prefix}iterator-age-${name}`,
      description: `${name} lags behind its stream: it is stuck on a record, or too slow for the load.`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: services.function(name).functionName },
        statistic: 'Maximum',
        period: MINUTE,
      }),
      threshold: LATE_SECONDS * 1000,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      action: watch.action,
    });
  }
}

/** Per queue that feeds a service: alarms on messages that wait too long, and on those that were given up. */
export function queueAlarms(scope: Construct, watch: Watch, services: ServicesStack): void {
  for (const [name, { queue, deadLetters }] of services.queues) {
    thresholdAlarm(scope, `Alarm-queue-age-${name}`, {
      alarmName: `${watch.prefix}queue-age-${name}`,
      description: `${name} lags behind its queue: it is stuck on a message, or too slow for the load.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: MINUTE }),
      threshold: LATE_SECONDS,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      action: watch.action,
    });
    depthAlarm(scope, watch, `${name}-dead-letters`, deadLetters);
  }
}

/** Per function whose answers are waited for: alarms when one request in twenty takes longer than half of its timeout. */
export function slowAlarms(scope: Construct, watch: Watch, services: ServicesStack): void {
  for (const name of awaited) {
    const { functionName, invokeName } = services.function(name);
    thresholdAlarm(scope, `Alarm-slow-${name}`, {
      alarmName: `${watch.prefix}slow-${name}`,
      description: `${name} answers slowly. If a new version is receiving traffic, CodeDeploy takes it back.`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Duration',
        dimensionsMap: { FunctionName: functionName, Resource: invokeName },
        statistic: 'p95',
        period: MINUTE,
      }),
      threshold: (functions[name].timeoutSeconds * 1000) / 2,
      action: watch.action,
    });
  }
}

/** Alarms on a queue that should be empty. */
export function depthAlarm(scope: Construct, watch: Watch, name: string, queue: sqs.Queue): void {
  thresholdAlarm(scope, `Alarm-${name}`, {
    alarmName: `${watch.prefix}${name}`,
    description: 'The queue of this name has messages that could not be delivered. Each says what failed and why.',
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: MINUTE }),
    threshold: 1,
    action: watch.action,
  });
}
