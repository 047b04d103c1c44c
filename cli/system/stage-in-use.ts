import { stageInUse } from '@evenkeel/chaos/stage';
import { isGone } from '../gameday/holder.ts';
import { readClock } from './clock.ts';
import { createControlClients } from './control-clients.ts';
import type { SystemPlace } from './place.ts';

/** Why nobody may change a system now: the run that holds its stage, and how to end it. Undefined if none does. */
export async function whyInUse(system: SystemPlace): Promise<string | undefined> {
  const clients = createControlClients(system);
  try {
    return (await stageInUse({ system, clients, clock: await readClock(system) }, isGone))?.message;
  } finally {
    clients.dynamodb.destroy();
    clients.scheduler.destroy();
  }
}
