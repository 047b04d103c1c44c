/** Creates the parts of shipping's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { failurePolicy } from '../shared/failures.ts';
import { type StepOptions, unwrapped } from '../shared/handlers.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { runner } from '../shared/run-step.ts';
import { environment } from './environment.ts';
import { shipmentLifecycle } from './shipment.ts';
import { shippingStep } from './step.ts';
import { shipmentStore } from './store.ts';

export function compose({ wrapStep = unwrapped }: StepOptions = {}) {
  const env = environment();
  const client = dynamo();
  const log = createLog(env.SERVICE);
  const failures = failurePolicy(client, env, systemClock);
  const ports = { store: shipmentStore(client, env.SHIPMENTS_TABLE) };
  const run = runner({ service: 'shipping', step: wrapStep('shipping', shippingStep), ports, log });
  const lifecycle = shipmentLifecycle;
  return { service: 'shipping', lifecycle, run, file: failures.file, failures, log, clock: systemClock } as const;
}
