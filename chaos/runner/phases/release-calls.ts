import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { StartedRelease } from '../../release/index.ts';
import type { RunContext } from '../context.ts';

const MINUTE_MS = 60_000;
/** Virtual milliseconds within which CloudWatch shows a call, and between two looks. */
const SHOWN_MS = 3 * MINUTE_MS;
const POLL_MS = 10_000;

/** Calls of an alias. */
interface Calls {
  readonly all: number;
  readonly ofNew: number;
}

/** How many calls the alias received in that time, to a minute, and how many have reached the new version. */
export async function callsOf(
  context: Pick<RunContext, 'target' | 'clock' | 'signal'>,
  release: StartedRelease,
  time: { readonly from: Date; readonly to: Date },
): Promise<Calls> {
  const { clock, signal } = context;
  const deadline = clock.virtual().getTime() + SHOWN_MS;
  for (;;) {
    const calls = await read(context, release, time);
    if (calls.ofNew > 0 || clock.virtual().getTime() > deadline) return calls;
    await clock.until(clock.elapsedMs() + POLL_MS / clock.speed, signal);
  }
}

async function read(
  { target, clock }: Pick<RunContext, 'target' | 'clock'>,
  { functionName, alias, to: version }: StartedRelease,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<Calls> {
  const ofAlias = { FunctionName: functionName, Resource: `${functionName}:${alias}` };
  const sumOf = async (dimensions: Readonly<Record<string, string>>, end: Date): Promise<number> => {
    const { MetricDataResults = [] } = await target.clients.cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS),
        EndTime: new Date((Math.floor(end.getTime() / MINUTE_MS) + 1) * MINUTE_MS),
        MetricDataQueries: [query(dimensions)],
      }),
    );
    return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
  };
  // A call of a slow version counts when it ends, which may be after the deployment.
  const [all, ofNew] = await Promise.all([
    sumOf(ofAlias, to),
    sumOf({ ...ofAlias, ExecutedVersion: version }, clock.virtual()),
  ]);
  return { all, ofNew };
}

const query = (dimensions: Readonly<Record<string, string>>): MetricDataQuery => ({
  Id: 'calls',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: 60,
    Stat: 'Sum',
  },
});
