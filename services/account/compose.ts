/** Creates the parts of account's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { outbox } from '../shared/outbox.ts';
import { dataApi } from '../shared/data-api.ts';
import { environment } from './environment.ts';
import { customerStore } from './store.ts';

export function compose() {
  const env = environment();
  const sql = dataApi(env);
  const events = outbox(sql, dynamo(), env.EVENTS_TABLE, systemClock);
  return { store: customerStore(sql), events, clock: systemClock, log: createLog(env.SERVICE) };
}
