import { randomUUID } from 'node:crypto';
import {
  AccessDeniedError,
  type AccessControl,
  type ApiCaller,
  AwsError,
  type Caller,
  type Clock,
  type FunctionInvoker,
  type QueueSink,
} from '../core/index.ts';
import { SCHEDULER } from './permission.ts';
import { isStateMachine, type Schedule } from './schedule.ts';
import { parseUniversalTarget } from './universal-target.ts';

export interface DeliveryPorts {
  readonly clock: Clock;
  readonly access: Pick<AccessControl, 'assume'>;
  readonly invoker: FunctionInvoker;
  readonly queues: QueueSink;
  readonly apis: ApiCaller;
  /** Starts an execution of a state machine. Absent where there are no state machines. */
  readonly startExecution?: (caller: Caller, stateMachineArn: string, input: string) => void;
  readonly log: (message: string) => void;
}

/**
 * The delay after a failed attempt, in virtual milliseconds: doubled each time, up to five minutes.
 *
 * @param attempt counts from zero
 * @internal
 */
export const retryDelay = (attempt: number): number => Math.min(1_000 * 2 ** attempt, 300_000);

const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/u, 'Z');

/**
 * The payload for the target: the schedule's input with the context attributes of this delivery filled in.
 *
 * @internal
 */
export function renderInput(schedule: Schedule, scheduledTime: number, attempt: number, executionId: string): string {
  const context: Readonly<Record<string, string>> = {
    'aws.scheduler.schedule-arn': schedule.arn,
    'aws.scheduler.scheduled-time': iso(scheduledTime),
    'aws.scheduler.execution-id': executionId,
    'aws.scheduler.attempt-number': String(attempt),
  };
  const input = schedule.settings.Target.Input ?? '{}';
  return input.replaceAll(/<(aws\.scheduler\.[a-z-]+)>/gu, (whole, name: string) => context[name] ?? whole);
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Whether another attempt may succeed. */
  readonly retryable: boolean;
}

type Targets = Pick<DeliveryPorts, 'invoker' | 'apis' | 'startExecution'>;

async function attemptDelivery(
  { invoker, apis, startExecution }: Targets,
  caller: Caller,
  arn: string,
  payload: string,
): Promise<Refusal | undefined> {
  const universal = parseUniversalTarget(arn);
  try {
    if (universal !== undefined) {
      await apis.call(caller, universal.service, universal.action, JSON.parse(payload) as object);
      return undefined;
    }
    if (isStateMachine(arn) && startExecution !== undefined) {
      startExecution(caller, arn, payload);
      return undefined;
    }
    const { status, payload: reply } = await invoker.invoke({ functionRef: arn, type: 'Event', payload, caller });
    return status < 300 ? undefined : { code: `HTTP ${String(status)}`, message: reply, retryable: true };
  } catch (error) {
    if (!(error instanceof AwsError)) return { code: 'InternalFailure', message: String(error), retryable: true };
    // An API that refuses the request itself, e.g. because its condition does not hold, will refuse it again, and so
    // will IAM.
    const isFinal = universal !== undefined && error.status < 500 && !THROTTLED.test(error.code);
    const retryable = !isFinal && !(error instanceof AccessDeniedError);
    return { code: error.code, message: error.message, retryable };
  }
}

const THROTTLED = /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests/u;

/** Delivers one run. A failed delivery is retried as the retry policy says, and then sent to the dead-letter queue. */
export async function deliver(
  schedule: Schedule,
  scheduledTime: number,
  { clock, access, queues, log, ...targets }: DeliveryPorts,
  signal: AbortSignal,
): Promise<void> {
  const { Target } = schedule.settings;
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = Target.RetryPolicy;
  const executionId = randomUUID();
  const session = access.assume({ roleArn: Target.RoleArn, sessionName: schedule.name, service: SCHEDULER });
  if (!session) throw new Error(`its role ${Target.RoleArn} does not trust ${SCHEDULER}`);
  const { caller } = session;
  for (let attempt = 0; ; attempt += 1) {
    const payload = renderInput(schedule, scheduledTime, attempt + 1, executionId);
    const refusal = await attemptDelivery(targets, caller, Target.Arn, payload);
    if (!refusal) return;
    log(`schedule ${schedule.name}: ${Target.Arn} refused attempt ${String(attempt + 1)}: ${refusal.message}`);
    const retriesExhausted = attempt >= MaximumRetryAttempts;
    if (
      !refusal.retryable ||
      retriesExhausted ||
      clock.now() + retryDelay(attempt) - scheduledTime > MaximumEventAgeInSeconds * 1000
    ) {
      const deadLetterArn = Target.DeadLetterConfig?.Arn;
      if (deadLetterArn === undefined) return;
      await queues.send(caller, deadLetterArn, payload, {
        ERROR_CODE: refusal.code,
        ERROR_MESSAGE: refusal.message,
        ...(refusal.retryable
          ? { EXHAUSTED_RETRY_CONDITION: retriesExhausted ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds' }
          : {}),
        RETRY_ATTEMPTS: String(attempt),
        SCHEDULE_ARN: schedule.arn,
        TARGET_ARN: Target.Arn,
      });
      return;
    }
    await clock.sleep(retryDelay(attempt), signal);
  }
}
