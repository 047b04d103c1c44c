import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { pagesOf } from '../../aws.ts';
import type { Target } from '../../target.ts';
import type { RunContext } from '../context.ts';

const NAMESPACE = 'AWS/Lambda';
const MINUTE_MS = 60_000;
/** Queries per GetMetricData request. */
const MAX_QUERIES = 500;

/**
 * Records, for each function of the stage that reads a stream, the age of the oldest record that it received since
 * `since`. The metric counts real milliseconds; its points are the target's minutes. A function that received no record
 * has age 0.
 */
export async function recordIteratorAges(
  { target, clock, recorder }: Pick<RunContext, 'target' | 'clock' | 'recorder'>,
  since: Date,
): Promise<void> {
  const { clients, system } = target;
  const functions = await consumersOf(target);
  recorder.record({ kind: 'iterator-ages.read', functions: functions.length });
  if (functions.length === 0) return;
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(since.getTime() / MINUTE_MS) * MINUTE_MS),
      EndTime: new Date((Math.floor(clock.virtual().getTime() / MINUTE_MS) + 1) * MINUTE_MS),
      MetricDataQueries: functions.slice(0, MAX_QUERIES).map((name, index) => ({
        Id: `age${index}`,
        MetricStat: {
          Metric: {
            Namespace: NAMESPACE,
            MetricName: 'IteratorAge',
            Dimensions: [{ Name: 'FunctionName', Value: name }],
          },
          Period: 60,
          Stat: 'Maximum',
        },
      })),
    }),
  );
  for (const { Id, Values = [] } of MetricDataResults) {
    const name = functions[Number(Id?.slice('age'.length))] ?? '';
    const maximumMs = Math.max(0, ...Values);
    recorder.record({ kind: 'iterator-age', function: name.slice(system.prefix.length), maximumMs });
  }
}

async function consumersOf({ clients, system }: Target): Promise<string[]> {
  const names = new Set<string>();
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.cloudwatch.send(new ListMetricsCommand({ Namespace: NAMESPACE, MetricName: 'IteratorAge', NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const { Metrics = [] } of pages) {
    for (const { Dimensions = [] } of Metrics) {
      const [only, ...others] = Dimensions;
      if (only?.Name !== 'FunctionName' || others.length > 0 || only.Value === undefined) continue;
      if (only.Value.startsWith(system.prefix)) names.add(only.Value);
    }
  }
  return [...names].sort();
}
