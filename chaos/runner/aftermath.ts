import { setTimeout as sleep } from 'node:timers/promises';
import { unfinishedSagas } from '../stores/index.ts';
import { listAlarms } from './alarms.ts';
import type { Stage } from './phases.ts';
import { storesOf } from './stores.ts';

/** Virtual seconds in which alarms go back to OK that have nothing left to tell of. */
export const CLEARING_SECONDS = 600;
/** Real milliseconds in which the sagas of a killed run come to rest. */
const REST_MS = 10_000;
const POLL_MS = 1000;

/**
 * Lets the run before come to its end, where it was cut short a moment ago: an alarm that still tells of it is no false
 * one. Nothing is waited for where nothing of it is left.
 */
export async function awaitAftermath(stage: Stage): Promise<void> {
  const { held, clock, ports } = stage;
  const { predecessor, last } = held;
  const stores = storesOf(ports);
  if (predecessor !== undefined && stores !== undefined) {
    const until = clock.elapsedMs() + REST_MS;
    const unfinished = async () => (await unfinishedSagas(stores, `${predecessor.run}-`)).length;
    await waitWhile(stage, async () => clock.elapsedMs() < until && (await unfinished()) > 0);
  }
  if (last === undefined) return;
  const cleared = new Date(last.endedAt).getTime() + CLEARING_SECONDS * 1000;
  const alarmed = async () =>
    (await listAlarms(ports)).filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  let told = false;
  await waitWhile(stage, async () => {
    if (clock.virtual().getTime() >= cleared) return false;
    const names = await alarmed();
    if (names.length > 0 && !told) ports.progress(`waiting until alarms of run ${last.run} clear: ${names.join(', ')}`);
    told = true;
    return names.length > 0;
  });
}

async function waitWhile({ ports, held }: Stage, pending: () => Promise<boolean>): Promise<void> {
  const signal = AbortSignal.any([ports.signal, held.ended]);
  while (await pending()) await sleep(POLL_MS, undefined, { signal });
}
