/** Writes what makes an alarm fire and clear: datapoints, log lines and states. */
import { PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import { CreateLogStreamCommand, PutLogEventsCommand, TestMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { isAwsError } from '../aws.ts';
import type { TargetClients } from '../target.ts';
import type { Datum } from './data.ts';
import type { DrilledAlarm, DrilledLine } from './plan.ts';

const MINUTE_MS = 60_000;

/** An alarm with a period below a minute sees data of high resolution only. */
export async function writeData(
  { cloudwatch }: Pick<TargetClients, 'cloudwatch'>,
  { namespace, metricName, dimensions, unit, periodMs }: DrilledAlarm,
  data: readonly Datum[],
): Promise<void> {
  if (data.length === 0) return;
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: data.map(({ at, value, count }) => ({
        MetricName: metricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        Timestamp: new Date(at),
        Values: [value],
        Counts: [count],
        ...(periodMs < MINUTE_MS && { StorageResolution: 1 }),
        ...(unit !== undefined && { Unit: unit as StandardUnit }),
      })),
    }),
  );
}

/** Writes lines into the log groups of their filters, each into a stream that says where it comes from. */
export async function writeLines(
  { logs }: Pick<TargetClients, 'logs'>,
  lines: readonly DrilledLine[],
  at: number,
): Promise<void> {
  const logStreamName = `evenkeel-drill-${String(at)}`;
  for (const [logGroupName, own] of byGroup(lines)) {
    try {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    } catch (error) {
      if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
    }
    const logEvents = own.map(({ line }) => ({ timestamp: at, message: line }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }
}

function byGroup(lines: readonly DrilledLine[]): ReadonlyMap<string, DrilledLine[]> {
  const groups = new Map<string, DrilledLine[]>();
  for (const line of lines) {
    const own = groups.get(line.logGroup);
    if (own === undefined) groups.set(line.logGroup, [line]);
    else own.push(line);
  }
  return groups;
}

/** Whether CloudWatch itself says that the filter's pattern matches the line. */
export async function isMatching(
  { logs }: Pick<TargetClients, 'logs'>,
  { pattern, line }: DrilledLine,
): Promise<boolean> {
  const { matches = [] } = await logs.send(
    new TestMetricFilterCommand({ filterPattern: pattern, logEventMessages: [line] }),
  );
  return matches.length > 0;
}
