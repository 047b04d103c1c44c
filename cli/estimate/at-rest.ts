/** What a stage costs a month while nobody uses it, from its templates. */
import type { Template } from '../system/template.ts';
import type { Prices } from './prices.ts';
import { HOURS_A_MONTH, runsAMonth } from './runs-a-month.ts';

export interface CostLine {
  readonly what: string;
  /** Such as `24 alarms`. */
  readonly quantity: string;
  /** At list price, and after what the account has free of charge. */
  readonly usd: number;
  readonly usdAfterFree: number;
}

/** Metrics that each run of a `ScheduledReconciler` publishes. @internal */
export const RUN_METRICS = 4;
/** Seconds for which a run at rest keeps a function busy, and with it the database that it asks. */
const RUN_SECONDS = { reconciler: 20, other: 0.2 } as const;
/** Capacity units of an Aurora cluster that is awake and has nothing to do. */
const AWAKE_UNITS = 0.5;
/** Aurora's default for the time after which a cluster without connections pauses. */
const PAUSE_SECONDS = 300;
/** Lambda polls a queue with at least five long polls at a time, each of at most twenty seconds. */
const POLLS_A_MONTH = 5 * (3600 / 20) * HOURS_A_MONTH;

type Resource = Template['Resources'][string];

export function costAtRest(templates: readonly Template[], { usd, free }: Prices): readonly CostLine[] {
  const resources = templates.flatMap(({ Resources }) => Object.entries(Resources));
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
  const count = (...types: readonly string[]) => types.reduce((sum, type) => sum + ofType(type).length, 0);
  const scheduled = schedulesOf(resources);
  const runs = scheduled.reduce((sum, { perMonth }) => sum + perMonth, 0);
  const gigabyteSeconds = scheduled.reduce((sum, each) => sum + each.perMonth * each.seconds * each.gigabytes, 0);
  const traced = scheduled.reduce((sum, each) => sum + (each.traced ? each.perMonth : 0), 0);
  const reconcilers = scheduled.filter(({ reconciles }) => reconciles).length;
  const awake = ofType('AWS::RDS::DBCluster').map(([, cluster]) => capacityHours(cluster, scheduled));
  const polls = pollsOf(resources);
  const priced = (what: string, quantity: number, unit: string, price: number, given = 0): CostLine => ({
    what,
    quantity: `${Number.isInteger(quantity) ? quantity : quantity.toFixed(1)} ${unit}`,
    usd: quantity * price,
    usdAfterFree: Math.max(0, quantity - given) * price,
  });
  return [
    priced(
      'Aurora',
      awake.reduce((sum, each) => sum + each, 0),
      'capacity unit hours',
      usd.auroraCapacityUnitHour,
    ),
    priced('secrets', count('AWS::SecretsManager::Secret'), 'secrets', usd.secretMonth),
    priced('alarms', count('AWS::CloudWatch::Alarm'), 'alarms', usd.alarmMonth, free.alarms),
    priced('metrics', reconcilers * RUN_METRICS, 'metrics', usd.customMetricMonth, free.customMetrics),
    priced('dashboards', count('AWS::CloudWatch::Dashboard'), 'dashboards', usd.dashboardMonth, free.dashboards),
    priced('schedules', runs, 'invocations', usd.millionScheduledInvocations / 1e6, free.scheduledInvocations),
    priced('Lambda requests', runs, 'requests', usd.millionLambdaRequests / 1e6, free.lambdaRequests),
    priced('Lambda time', gigabyteSeconds, 'GB seconds', usd.lambdaGigabyteSecond, free.lambdaGigabyteSeconds),
    priced('traces', traced, 'traces', usd.millionTraces / 1e6, free.traces),
    priced('queues', polls.standard, 'polls', usd.millionQueueRequests / 1e6, free.queueRequests),
    priced(
      'FIFO queues',
      polls.fifo,
      'polls',
      usd.millionFifoQueueRequests / 1e6,
      Math.max(0, free.queueRequests - polls.standard),
    ),
    priced('NAT gateways', count('AWS::EC2::NatGateway') * HOURS_A_MONTH, 'hours', usd.natGatewayHour),
    priced('endpoints', endpointHours(ofType('AWS::EC2::VPCEndpoint')), 'hours', usd.interfaceEndpointHour),
    priced('keys', count('AWS::KMS::Key'), 'keys', usd.kmsKeyMonth),
  ].filter((line) => line.usd > 0);
}

/** Polls of the queues that feed functions. What is free of charge is so for both kinds together. */
function pollsOf(resources: readonly (readonly [string, Resource])[]): Readonly<Record<'standard' | 'fifo', number>> {
  const byId = new Map(resources);
  const ofQueues = resources.filter(
    ([, { Type, Properties = {} }]) =>
      Type === 'AWS::Lambda::EventSourceMapping' && !('StartingPosition' in Properties),
  );
  const isFifo = (mapping: Resource): boolean =>
    referencesIn(mapping.Properties?.['EventSourceArn']).some((id) => byId.get(id)?.Properties?.['FifoQueue'] === true);
  const fifo = ofQueues.filter(([, mapping]) => isFifo(mapping)).length;
  return { standard: (ofQueues.length - fifo) * POLLS_A_MONTH, fifo: fifo * POLLS_A_MONTH };
}

interface Scheduled {
  readonly perMonth: number;
  readonly seconds: number;
  readonly gigabytes: number;
  readonly reconciles: boolean;
  /** Whether each invocation is traced: X-Ray samples the first of each second. */
  readonly traced: boolean;
  /** Whether each run asks the database. A relay that keeps its outbox's activity elsewhere does not while it is at rest. */
  readonly wakesDatabase: boolean;
}

/** Enabled schedules, and the functions that they invoke. */
function schedulesOf(resources: readonly (readonly [string, Resource])[]): readonly Scheduled[] {
  const schedules = resources.filter(
    ([, { Type }]) => Type === 'AWS::Scheduler::Schedule' || Type === 'AWS::Events::Rule',
  );
  return schedules.flatMap(([, { Properties = {} }]) => {
    const expression = Properties['ScheduleExpression'];
    if (typeof expression !== 'string' || Properties['State'] === 'DISABLED') return [];
    const fn = functionOf(Properties['Target'] ?? Properties['Targets'], resources);
    const variables = variablesOf(fn);
    const reconciles = 'LEDGER_TABLE' in variables;
    return [
      {
        perMonth: runsAMonth(expression),
        seconds: RUN_SECONDS[reconciles ? 'reconciler' : 'other'],
        gigabytes: Number(fn?.Properties?.['MemorySize'] ?? 128) / 1024,
        reconciles,
        traced: JSON.stringify(fn?.Properties?.['TracingConfig'] ?? {}).includes('Active'),
        wakesDatabase: 'CLUSTER_ARN' in variables && !('OUTBOX_TABLE' in variables),
      },
    ];
  });
}

/** The function whose alias, version or name a target refers to. */
function functionOf(target: unknown, resources: readonly (readonly [string, Resource])[]): Resource | undefined {
  const byId = new Map(resources);
  const follow = (value: unknown, depth: number): Resource | undefined => {
    for (const id of referencesIn(value)) {
      const found = byId.get(id);
      if (found?.Type === 'AWS::Lambda::Function') return found;
      const next =
        found?.Type.startsWith('AWS::Lambda::') === true && depth < 3 ? follow(found.Properties, depth + 1) : undefined;
      if (next !== undefined) return next;
    }
    return undefined;
  };
  return follow(target, 0);
}

const referencesIn = (value: unknown): readonly string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^".]+)/g)].map(([, id = '']) => id);

function variablesOf(fn: Resource | undefined): Readonly<Record<string, unknown>> {
  const environment = fn?.Properties?.['Environment'] as { readonly Variables?: Record<string, unknown> } | undefined;
  return environment?.Variables ?? {};
}

/** A cluster that may pause is awake for each run that asks it, and until it pauses again. */
function capacityHours({ Properties = {} }: Resource, scheduled: readonly Scheduled[]): number {
  const scaling = (Properties['ServerlessV2ScalingConfiguration'] ?? {}) as {
    readonly MinCapacity?: number;
    readonly SecondsUntilAutoPause?: number;
  };
  const { MinCapacity: min = AWAKE_UNITS, SecondsUntilAutoPause: pause = PAUSE_SECONDS } = scaling;
  if (min > 0) return min * HOURS_A_MONTH;
  const seconds = scheduled
    .filter(({ wakesDatabase }) => wakesDatabase)
    .reduce((sum, run) => sum + run.perMonth * (run.seconds + pause), 0);
  return AWAKE_UNITS * Math.min(HOURS_A_MONTH, seconds / 3600);
}

/** Endpoints of interfaces cost in each subnet; those of gateways cost nothing. */
const endpointHours = (endpoints: readonly (readonly [string, Resource])[]): number =>
  endpoints
    .filter(([, { Properties }]) => Properties?.['VpcEndpointType'] === 'Interface')
    .map(([, { Properties }]) => (Array.isArray(Properties?.['SubnetIds']) ? Properties['SubnetIds'].length : 1))
    .reduce((sum, subnets) => sum + subnets * HOURS_A_MONTH, 0);
