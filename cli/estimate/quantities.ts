/** What of a stage in one region is billed in a month while nobody uses it, from its templates. */
import type { Template } from '../system/template.ts';
import { healthCheckLoad } from './health-checks.ts';
import { ofType, referencesIn, type Resources, resourcesIn } from './resources.ts';
import { HOURS_A_MONTH } from './runs-a-month.ts';
import { scheduledRuns, type ScheduledRun } from './scheduled-runs.ts';
import { billedTraces } from './spans.ts';

/** Metrics that each run of a `ScheduledReconciler` publishes. @internal */
export const RUN_METRICS = 4;
/** Capacity units of an Aurora cluster that is awake and has nothing to do. */
const AWAKE_UNITS = 0.5;
/** Aurora's default for the time after which a cluster without connections pauses. */
const PAUSE_SECONDS = 300;
/** Lambda polls a queue with at least five long polls at a time, each of at most twenty seconds. */
const POLLS_A_MONTH = 5 * (3600 / 20) * HOURS_A_MONTH;
/** A health check's write depends on what it read, and is read back. */
const READS_OF_HEARTBEAT = 2;

export type Quantities = ReturnType<typeof quantitiesAtRest>;

/** Secrets are those that the templates make; a replica belongs to its own region. */
export function quantitiesAtRest(templates: readonly Template[]) {
  const resources = resourcesIn(templates);
  const count = (type: string): number => ofType(resources, type).length;
  const scheduled = scheduledRuns(resources);
  const health = healthCheckLoad(resources);
  const total = (of: (run: ScheduledRun) => number): number => scheduled.reduce((sum, run) => sum + of(run), 0);
  const runs = total(({ perMonth }) => perMonth);
  const polls = pollsOf(resources);
  const traced = total(({ traced: is, perMonth }) => (is ? perMonth : 0)) + health.traced;
  return {
    auroraUnitHours: ofType(resources, 'AWS::RDS::DBCluster').reduce(
      (sum, cluster) => sum + capacityHours(cluster, scheduled),
      0,
    ),
    secrets: count('AWS::SecretsManager::Secret'),
    alarms: count('AWS::CloudWatch::Alarm'),
    metrics: scheduled.filter(({ reconciles }) => reconciles).length * RUN_METRICS,
    dashboards: count('AWS::CloudWatch::Dashboard'),
    scheduledInvocations: runs,
    apiRequests: health.requests,
    stateTransitions: total(({ perMonth, transitions }) => perMonth * transitions),
    lambdaRequests: total(({ perMonth, invocations }) => perMonth * invocations) + health.requests,
    lambdaGigabyteSeconds:
      total(({ perMonth, seconds, gigabytes }) => perMonth * seconds * gigabytes) + health.gigabyteSeconds,
    tableWrites: health.heartbeats,
    tableReads: health.heartbeats * READS_OF_HEARTBEAT,
    ...billedTraces(traced, resources),
    queuePolls: polls.standard,
    fifoPolls: polls.fifo,
    healthChecks: health.checks,
    healthCheckFeatures: health.features,
    natGatewayHours: count('AWS::EC2::NatGateway') * HOURS_A_MONTH,
    endpointHours: endpointHours(resources),
    keys: count('AWS::KMS::Key'),
  };
}

/** Polls of the queues that feed functions. */
function pollsOf(resources: Resources): Readonly<Record<'standard' | 'fifo', number>> {
  const byId = new Map(resources);
  const ofQueues = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties = {} }) => !('StartingPosition' in Properties),
  );
  const fifo = ofQueues.filter(({ Properties }) =>
    referencesIn(Properties?.['EventSourceArn']).some((id) => byId.get(id)?.Properties?.['FifoQueue'] === true),
  ).length;
  return { standard: (ofQueues.length - fifo) * POLLS_A_MONTH, fifo: fifo * POLLS_A_MONTH };
}

/** A cluster that may pause is awake for each run that asks it, and until it pauses again. */
function capacityHours({ Properties = {} }: Resources[number][1], scheduled: readonly ScheduledRun[]): number {
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
const endpointHours = (resources: Resources): number =>
  ofType(resources, 'AWS::EC2::VPCEndpoint')
    .filter(({ Properties }) => Properties?.['VpcEndpointType'] === 'Interface')
    .map(({ Properties }) => (Array.isArray(Properties?.['SubnetIds']) ? Properties['SubnetIds'].length : 1))
    .reduce((sum, subnets) => sum + subnets * HOURS_A_MONTH, 0);
