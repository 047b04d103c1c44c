/** Answers of which the experiment says nothing. Their journeys say which of them they allow. */
import type { Experiment, Operation, RunEvent } from '../schemas/index.ts';

/** They ask to come again, so they say nothing of the request itself; how many there may be, the load's thresholds say. */
const COME_AGAIN: readonly number[] = [408, 429];

/** Whether the system refused the request itself. */
export function isRefusal({ status }: Pick<Operation, 'status'>): boolean {
  return status >= 400 && status < 500 && !COME_AGAIN.includes(status);
}

/** Whether a fault of no scenario, which hits every call of its function, was armed when the request was under way. */
export function metFaultOfAll(
  { faults }: Pick<Experiment, 'faults'>,
  events: readonly RunEvent[],
): (operation: Pick<Operation, 'elapsedMs' | 'durationMs'>) => boolean {
  const ofAll = faults.filter(({ scenario }) => scenario === undefined).map(({ id }) => id);
  const timeOf = (kind: 'fault.armed' | 'fault.released', id: string) =>
    events.find((event) => event.kind === kind && event.faultId === id)?.elapsedMs;
  const stretches = ofAll.map((id) => ({
    fromMs: timeOf('fault.armed', id) ?? 0,
    toMs: timeOf('fault.released', id) ?? Number.POSITIVE_INFINITY,
  }));
  return ({ elapsedMs, durationMs }) =>
    stretches.some(({ fromMs, toMs }) => elapsedMs <= toMs && elapsedMs + durationMs >= fromMs);
}
