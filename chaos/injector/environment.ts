/** The injector's ports in a function of Lambda's, as its environment describes them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cached } from './cache.ts';
import { dynamoDb } from './dynamodb.ts';
import { logFailure, logHit } from './log.ts';
import type { InjectorPorts } from './ports.ts';
import { chaosTables } from './tables.ts';

/** Milliseconds for which it is believed that nothing is armed: the time within which an arming takes hold. */
const IDLE_FRESH_MS = 1000;
/** The same while something is, so that the kill switch is heeded sooner; read more often in experiments alone. */
const ARMED_FRESH_MS = 500;

let shared: InjectorPorts | undefined;

/**
 * One for all that is wrapped in a function, so that one reading serves it. Undefined where the stage forbids chaos:
 * CHAOS_ENABLED is not `true`, or no tables are named by CHAOS_CONTROL_TABLE and CHAOS_HITS_TABLE.
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
    failed,
    error: (error) => {
      console.error(error);
    },
    now: () => Date.now(),
    sleep: (milliseconds) => sleep(milliseconds),
  };
}
