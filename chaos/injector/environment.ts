/** The injector's ports inside a Lambda function, configured by its environment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoDb } from './dynamodb.ts';
import { type HitListener, type HitLogLine, type InjectorPorts, type Part, parts } from './ports.ts';
import { cached, chaosTables } from './tables.ts';

/** Milliseconds for which an empty control table is remembered: the time within which an arming takes effect. */
const IDLE_FRESH_MS = 1000;
/** The same while something is armed, so that the kill switch takes effect sooner. Only experiments cost these reads. */
const ARMED_FRESH_MS = 500;

let shared: InjectorPorts | undefined;

const listeners: HitListener[] = [];

/** Adds a listener to the hits in this function. */
export function listenToHits(listener: HitListener): void {
  listeners.push(listener);
}

/** A listener that fails keeps no fault from acting. */
async function announce(hit: HitLogLine): Promise<void> {
  await Promise.allSettled(listeners.map(async (listener) => listener(hit)));
}

/**
 * The ports that everything wrapped in a function shares, so that one read of the control table serves all. Undefined
 * if the stage forbids chaos: CHAOS_ENABLED is not `true`, or CHAOS_CONTROL_TABLE or CHAOS_HITS_TABLE is not set.
 */
export function lambdaPorts(): InjectorPorts | undefined {
  const { CHAOS_ENABLED: enabled, CHAOS_CONTROL_TABLE: control, CHAOS_HITS_TABLE: hits } = process.env;
  if (enabled !== 'true' || control === undefined || hits === undefined) return undefined;
  shared ??= portsOf(control, hits);
  return shared;
}

function portsOf(control: string, hits: string): InjectorPorts {
  const { CHAOS_METRIC_NAMESPACE, STAGE, AWS_LAMBDA_FUNCTION_NAME: name = 'unknown' } = process.env;
  const namespace = CHAOS_METRIC_NAMESPACE ?? `evenkeel-${STAGE ?? 'unknown'}`;
  const failed: InjectorPorts['failed'] = (service, part, error) => {
    logFailure({ namespace, service, part, error, at: Date.now() });
  };
  const unread = (error: unknown) => {
    failed(name, 'control', error);
  };
  const tables = chaosTables(dynamoDb(process.env), control, hits, unread);
  return {
    armed: cached({
      read: () => tables.armed(),
      fallback: [],
      freshMs: (armed) => (armed.length > 0 ? ARMED_FRESH_MS : IDLE_FRESH_MS),
      failed: unread,
      monotonicMs: () => performance.now(),
    }),
    countAttempt: (fault, correlationId) => tables.countAttempt(fault, correlationId),
    log: logHit,
    announce,
    served: oncePerPlace((place) => {
      process.stdout.write(`${JSON.stringify({ level: 'INFO', event: 'fault.place', ...place })}\n`);
    }),
    failed,
    error: (error) => {
      console.error(error);
    },
    now: () => Date.now(),
    sleep: (milliseconds) => sleep(milliseconds),
  };
}

/** An execution environment serves a few places, in few runs. */
function oncePerPlace(report: InjectorPorts['served']): InjectorPorts['served'] {
  const reported = new Set<string>();
  return (place) => {
    const name = JSON.stringify(Object.values(place));
    if (reported.has(name)) return;
    reported.add(name);
    report(place);
  };
}

/**
 * Structured lines on standard output become log events. They are written immediately, not through a logger's buffer.
 */
function logHit(line: HitLogLine): void {
  process.stdout.write(`${JSON.stringify({ level: 'INFO', ...line })}\n`);
}

interface InjectorFailure {
  readonly namespace: string;
  readonly service: string;
  readonly part: Part;
  readonly error: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One embedded-metric line: a part of the injector failed. */
function logFailure({ namespace, service, part, error, at }: InjectorFailure): void {
  const line = {
    level: 'WARN',
    message: `Fault injection: ${parts[part]}`,
    error: error instanceof Error ? error.message : String(error),
    part,
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [['service']],
          Metrics: [{ Name: 'ChaosInjectorFailures', Unit: 'Count' }],
        },
      ],
    },
    service,
    ChaosInjectorFailures: 1,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
