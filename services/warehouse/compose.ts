/** What the functions of warehouse are made of, once the environment is known. */
import { systemClock } from '../shared/clock.ts';
import { type FailurePolicy, failureTable } from '../shared/failures.ts';
import { errorTable } from '../shared/filing.ts';
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
  const file = errorTable(client, env.ERRORS_TABLE, systemClock);
  const failures: FailurePolicy = {
    count: failureTable(client, env.FAILURES_TABLE, systemClock),
    limit: env.FAILURE_LIMIT,
    file,
  };
  const ports = { store: reservationStore(client, env) };
  const run = runner({ service: 'warehouse', step: wrapStep('warehouse', warehouseStep), ports, log });
  const lifecycle = reservationLifecycle;
  return { service: 'warehouse', lifecycle, run, file, failures, log, clock: systemClock } as const;
}
