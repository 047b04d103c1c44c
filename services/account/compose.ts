/** Creates the parts of account's functions from the environment. */
import { systemClock } from '../shared/clock.ts';
import { dynamo } from '../shared/items.ts';
import { createLog } from '../shared/logger.ts';
import { outbox } from '../shared/outbox.ts';
import { marking, outboxActivity } from '../shared/outbox-activity.ts';
import { serviceDatabase } from '../shared/service-database.ts';
import { environment } from './environment.ts';
import { customerStore } from './store.ts';

export function compose() {
  const env = environment();
  const client = dynamo();
  const activity = outboxActivity(client, env.OUTBOX_TABLE, systemClock);
  const sql = marking(serviceDatabase(env), activity);
  const events = outbox(sql, client, env.EVENTS_TABLE, systemClock);
  return { store: customerStore(sql), events, activity, clock: systemClock, log: createLog(env.SERVICE) };
}
