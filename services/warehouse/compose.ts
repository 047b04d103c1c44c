/** Creates the parts of warehouse's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { failurePolicy } from '../shared/failures.ts';
import { type StepOptions, unwrapped } from '../shared/handlers.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { runner } from '../shared/run-step.ts';
import { environment } from './environment.ts';
import { reservationLifecycle } from './reservation.ts';
import { warehouseStep } from './step.ts';
import { reservationStore } from './store.ts';

export function compose({ wrapStep = unwrapped }: StepOptions = {}) {
  const env = environment();
  const client = dynamo();
  const log = createLog(env.SERVICE);
  const failures = failurePolicy(client, env, systemClock);
  const ports = { store: reservationStore(client, env) };
  const run = runner({ service: 'warehouse', step: wrapStep('warehouse', warehouseStep), ports, log });
  const lifecycle = reservationLifecycle;
  return { service: 'warehouse', lifecycle, run, file: failures.file, failures, log, clock: systemClock } as const;
}
