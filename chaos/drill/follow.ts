/** Follows the actions of alarms to their ends: functions that ran, and messages that a topic delivered. */
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { pagesOf } from '../aws.ts';
import type { Target } from '../target.ts';

type Followed = Pick<Target, 'system' | 'clients' | 'clock'>;

/** What an action has led to since the drill began. */
interface ActionEnd {
  /** How often it reached its end; undefined if its end cannot be seen. */
  readonly reached: number | undefined;
  /** Such as `function shop-dev-on-alarm ran`. */
  readonly text: string;
}

export interface Follower {
  /** What the action with this ARN has led to since the follower was created. */
  readonly endOf: (arn: string) => Promise<ActionEnd>;
}

const MINUTE_MS = 60_000;

/** Counts from now on. It must know all actions now, to know how often they have run before. */
export async function followActions(target: Followed, arns: readonly string[]): Promise<Follower> {
  const from = new Date(Math.floor(target.clock.now().getTime() / MINUTE_MS) * MINUTE_MS);
  const before = new Map<string, number>();
  for (const arn of new Set(arns)) before.set(arn, (await reachedBy(arn, from, target))?.count ?? 0);
  return {
    async endOf(arn) {
      const end = await reachedBy(arn, from, target);
      if (end === undefined) return { reached: undefined, text: `${serviceOf(arn)} action executed` };
      return { reached: end.count - (before.get(arn) ?? 0), text: end.text };
    },
  };
}

const serviceOf = (arn: string): string => arn.split(':')[2] ?? arn;

/** Successful ends since a time on the target's clock. */
async function reachedBy(arn: string, from: Date, target: Followed) {
  const [, , service, , , ...rest] = arn.split(':');
  if (service === 'lambda') {
    const name = rest[1] ?? '';
    const [runs, errors] = await Promise.all(
      ['Invocations', 'Errors'].map((metric) => sumOf(target, from, ['AWS/Lambda', metric, 'FunctionName', name])),
    );
    return { count: (runs ?? 0) - (errors ?? 0), text: `function ${short(name, target)} ran` };
  }
  if (service === 'sns') {
    const name = rest[0] ?? '';
    const metric = 'NumberOfNotificationsDelivered';
    const count = await sumOf(target, from, ['AWS/SNS', metric, 'TopicName', name]);
    return { count, text: `topic ${short(name, target)} delivered its message` };
  }
  return undefined;
}

const short = (name: string, { system }: Followed): string =>
  name.startsWith(system.prefix) ? name.slice(system.prefix.length) : name;

async function sumOf(
  { clients, clock }: Followed,
  StartTime: Date,
  [Namespace, MetricName, Name, Value]: readonly [string, string, string, string],
): Promise<number> {
  const { Datapoints = [] } = await clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: [{ Name, Value }],
      StartTime,
      EndTime: new Date(clock.now().getTime() + MINUTE_MS),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

/** The schedules that actions create: they run once, and are then deleted. */
export interface CreatedSchedules {
  /** The names of those that exist now. */
  readonly look: () => Promise<readonly string[]>;
  /** How many have been seen. */
  readonly seen: () => number;
}

/** Looks for schedules of the stage that do not exist yet. */
export async function watchSchedules(target: Pick<Followed, 'clients' | 'system'>): Promise<CreatedSchedules> {
  const before = await listSchedules(target);
  const seen = new Set<string>();
  return {
    async look() {
      const names = [...(await listSchedules(target))].filter((name) => !before.has(name));
      for (const name of names) seen.add(name);
      return names;
    },
    seen: () => seen.size,
  };
}

async function listSchedules({ clients, system }: Pick<Followed, 'clients' | 'system'>): Promise<Set<string>> {
  const names = new Set<string>();
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.scheduler.send(new ListSchedulesCommand({ NamePrefix: system.prefix, NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const { Schedules = [] } of pages) for (const { Name = '' } of Schedules) names.add(Name);
  return names;
}
