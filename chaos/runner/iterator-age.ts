import { GetMetricDataCommand, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import type { Stage } from './phases.ts';

const NAMESPACE = 'AWS/Lambda';
const MINUTE_MS = 60_000;
/** Queries that one GetMetricData takes. */
const MOST = 500;

/**
 * Records, of each function of the stage that reads a stream, the age of the oldest record that it was given since
 * `since`: the metric is real milliseconds, its points are the target's minutes. One that was given none has 0.
 */
export async function recordIteratorAges({ ports, clock, recorder }: Stage, since: Date): Promise<void> {
  const { clients, system } = ports;
  const functions = await consumersOf(ports);
  if (functions.length === 0) return;
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(since.getTime() / MINUTE_MS) * MINUTE_MS),
      EndTime: new Date((Math.floor(clock.virtual().getTime() / MINUTE_MS) + 1) * MINUTE_MS),
      MetricDataQueries: functions.slice(0, MOST).map((name, index) => ({
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

async function consumersOf({ clients, system }: Stage['ports']): Promise<string[]> {
  const names = new Set<string>();
  const pages = paginateListMetrics(
    { client: clients.cloudwatch },
    { Namespace: NAMESPACE, MetricName: 'IteratorAge' },
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
