import { randomUUID } from 'node:crypto';
import { AwsError, type Clock, type FunctionInvoker, type QueueSink } from '../core/index.ts';
import type { Schedule } from './schedule.ts';

export interface DeliveryPorts {
  readonly clock: Clock;
  readonly invoker: FunctionInvoker;
  readonly queues: QueueSink;
  readonly log: (message: string) => void;
}

/** Virtual milliseconds before the retry after failure number `attempt`: doubled each time, at most five minutes. */
export const retryDelay = (attempt: number): number => Math.min(1_000 * 2 ** attempt, 300_000);

const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/u, 'Z');

/** What the target is given: the schedule's input, with the context attributes of this delivery filled in. */
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
}

async function attemptDelivery(invoker: FunctionInvoker, arn: string, payload: string): Promise<Refusal | undefined> {
  try {
    const { status, payload: reply } = await invoker.invoke({ functionRef: arn, type: 'Event', payload });
    return status < 300 ? undefined : { code: `HTTP ${String(status)}`, message: reply };
  } catch (error) {
    return { code: error instanceof AwsError ? error.code : 'InternalFailure', message: String(error) };
  }
}

/** Delivers one run, again on failure as the retry policy says, and then to the dead-letter queue. */
export async function deliver(
  schedule: Schedule,
  scheduledTime: number,
  { clock, invoker, queues, log }: DeliveryPorts,
  signal: AbortSignal,
): Promise<void> {
  const { Target } = schedule.settings;
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = Target.RetryPolicy;
  const executionId = randomUUID();
  for (let attempt = 0; ; attempt += 1) {
    const payload = renderInput(schedule, scheduledTime, attempt + 1, executionId);
    const refusal = await attemptDelivery(invoker, Target.Arn, payload);
    if (!refusal) return;
    log(`schedule ${schedule.name}: ${Target.Arn} refused attempt ${String(attempt + 1)}: ${refusal.message}`);
    const spent = attempt >= MaximumRetryAttempts;
    if (spent || clock.now() + retryDelay(attempt) - scheduledTime > MaximumEventAgeInSeconds * 1000) {
      const deadLetterArn = Target.DeadLetterConfig?.Arn;
      if (deadLetterArn === undefined) return;
      await queues.send(deadLetterArn, payload, {
        ERROR_CODE: refusal.code,
        ERROR_MESSAGE: refusal.message,
        EXHAUSTED_RETRY_CONDITION: spent ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds',
        RETRY_ATTEMPTS: String(attempt),
        SCHEDULE_ARN: schedule.arn,
        TARGET_ARN: Target.Arn,
      });
      return;
    }
    await clock.sleep(retryDelay(attempt), signal);
  }
}
