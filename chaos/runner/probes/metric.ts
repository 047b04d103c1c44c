import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import type { ProbeContext } from './probe.ts';

type MetricProbe = Extract<Probe, { probe: 'metric' }>;

/** CloudWatch keeps one point per minute. */
const MINUTE_MS = 60_000;

/** A metric's statistic over the last seconds is within its bounds. A sum without a point is 0. */
export async function askMetric(probe: MetricProbe, { system, clients, now }: ProbeContext): Promise<ProbeAnswer> {
  const { name, statistic, overSeconds, dimensions } = probe;
  // Whole minutes, including the current one.
  const periods = Math.ceil((overSeconds * 1000) / MINUTE_MS);
  const end = new Date(Math.ceil(now().getTime() / MINUTE_MS) * MINUTE_MS);
  const start = new Date(end.getTime() - periods * MINUTE_MS);
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: start,
      EndTime: end,
      MetricDataQueries: [
        {
          Id: 'probe',
          MetricStat: {
            Metric: {
              Namespace: probe.namespace ?? system.prefix.replace(/-$/, ''),
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: statistic,
          },
        },
      ],
    }),
  );
  const values = MetricDataResults.flatMap(({ Values = [] }) => Values);
  return judge(probe, overall(values, statistic));
}

/** The statistic over all minutes. Undefined if there is no point, except that a sum or count is then 0. */
function overall(values: readonly number[], statistic: MetricProbe['statistic']): number | undefined {
  if (statistic === 'Sum' || statistic === 'SampleCount') return values.reduce((sum, value) => sum + value, 0);
  if (values.length === 0) return undefined;
  if (statistic === 'Minimum') return Math.min(...values);
  if (statistic === 'Maximum') return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function judge({ name, statistic, overSeconds, atMost, atLeast }: MetricProbe, value: number | undefined): ProbeAnswer {
  const of = `${statistic} of ${name} over ${overSeconds} s`;
  if (value === undefined) return { ok: atLeast === undefined, message: `${of}: no point` };
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(', ');
  const ok = value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
  return { ok, message: `${of}: ${value}${bounds === '' ? '' : ` (${bounds})`}` };
}
