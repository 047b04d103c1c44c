/** Creates the parts of checkout's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { counter } from '../shared/metrics.ts';
import { environment } from './environment.ts';
import { orderStore } from './store.ts';

export function compose() {
  const env = environment();
  const client = dynamo();
  const clock = systemClock;
  const store = orderStore(client, env.ORDERS_TABLE);
  return { env, client, clock, store, log: createLog(env.SERVICE), count: counter(env.STAGE, clock) };
}
