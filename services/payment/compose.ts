/** Creates the parts of payment's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { failurePolicy } from '../shared/failures.ts';
import { type StepOptions, unwrapped } from '../shared/handlers.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { outbox } from '../shared/outbox.ts';
import { marking, outboxActivity } from '../shared/outbox-activity.ts';
import { runner } from '../shared/run-step.ts';
import { serviceDatabase } from '../shared/service-database.ts';
import { environment } from './environment.ts';
import { paymentEvent } from './event.ts';
import { CARD_LIMIT_CENTS, paymentLifecycle } from './payment.ts';
import type { PaymentPorts } from './ports.ts';
import { paymentStep } from './step.ts';
import { paymentStore } from './store.ts';

export function compose({ wrapStep = unwrapped }: StepOptions = {}) {
  const env = environment();
  const client = dynamo();
  const activity = outboxActivity(client, env.OUTBOX_TABLE, systemClock);
  const sql = marking(serviceDatabase(env), activity);
  const log = createLog(env.SERVICE);
  const events = outbox(sql, client, env.EVENTS_TABLE, systemClock);
  const store = paymentStore(sql);
  const ports: PaymentPorts = { store, risk: { limitCents: () => Promise.resolve(CARD_LIMIT_CENTS) } };
  const failures = failurePolicy(client, env, systemClock);
  const run = runner({
    service: 'payment',
    step: wrapStep('payment', paymentStep),
    ports,
    log,
    announce: ({ correlationId }, { state }) => events.publish(paymentEvent(correlationId, state)),
  });
  return {
    service: 'payment',
    lifecycle: paymentLifecycle,
    log,
    events,
    activity,
    store,
    failures,
    file: failures.file,
    run,
    clock: systemClock,
  } as const;
}
