/** The handlers that payment, warehouse and shipping share, built around each service's own step. */
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import { queueUrl } from './environment.ts';
import type { FailurePolicy } from './failures.ts';
import type { FileError } from './filing.ts';
import type { InvokeHandler, QueueHandler } from './handlers.ts';
import { invokeHandler } from './invoke.ts';
import type { Log } from './logger.ts';
import { commandOf, stepFor } from './order-record.ts';
import type { Lifecycle } from './participant.ts';
import type { RunStep } from './run-step.ts';
import type { SagaService, StepAnswer } from './step.ts';
import { queueHandler } from './queue.ts';
import { queuePort, sqs } from './queue-port.ts';

export interface Participant {
  readonly service: SagaService;
  readonly lifecycle: Lifecycle<string>;
  readonly run: RunStep;
  readonly file: FileError;
  readonly failures: FailurePolicy;
  readonly log: Log;
  readonly clock: Clock;
}

/** Consumes the service's queue of orders: prepares new orders, commits decided ones, and files business refusals for rollback. */
export function ordersHandler({ service, lifecycle, run, file, failures, log, clock }: Participant): QueueHandler {
  return queueHandler({
    queue: queuePort(sqs(), queueUrl(), log),
    source: (change) => `${service}#${stepFor(change) ?? 'record'}`,
    handle: async (change) => {
      const command = commandOf(change, clock.now());
      if (command === undefined) return;
      const { state, reason } = await run(command);
      if (state !== lifecycle.refused) return;
      const { correlationId, step } = command;
      log.warn(`${service} ${state}`, { correlationId, reason });
      await file({ correlationId, source: `${service}#${step}`, reason: reason ?? state });
    },
    failures,
    log,
  });
}

const SagaRequest = z.strictObject({
  action: z.enum(['commit', 'rollback']),
  correlationId: z.string().check(z.minLength(1)),
});

/** Commits or rolls back by correlation id, for the transaction manager and the reconciler; never public. */
export const sagaHandler = ({ run, log, clock }: Participant): InvokeHandler<StepAnswer> =>
  invokeHandler({
    schema: SagaRequest,
    handle: ({ action, correlationId }) => run({ step: action, correlationId, now: clock.now() }),
    log,
  });
