import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { LoadFault } from '../../schemas/index.ts';
import { NO_RECORD, type SagaDefinition, type SagaState, type SystemDefinition } from '../../system/index.ts';
import { isRelease } from '../../prediction/index.ts';
import { momentOf } from '../absence.ts';
import { endsOfOwner, timesOf } from '../saga-end.ts';
import { comparison, FUNCTION_SKEW_MS } from './comparison.ts';

/**
 * The first hits of requests, with the ends of their sagas. A step that prepares or commits a saga is reached before the
 * saga completes, and a fault that chose the saga hits it then: a hit that comes later is not the first. Hits that are
 * not the first may come with any later delivery, and those of a rolled-back saga with a message that waited meanwhile.
 */
export const lateHitsComparison = comparison(
  'hits of completed sagas',
  ['events', 'history', 'transitions', 'drained'],
  ({ events, history, transitions, drained }, { journal, system }) => {
    const saga = system?.saga;
    if (saga === undefined) return [];
    const faults = new Map(journal.experiment.faults.map((fault) => [fault.id, fault]));
    const states = new Map(drained.sagas.map((state) => [state.correlationId, state]));
    const answered = new Map(
      history.map(({ correlationId, elapsedMs, durationMs }) => [correlationId, elapsedMs + durationMs]),
    );
    const firsts = new Map<string, number>();
    return events.flatMap((event) => {
      if (event.kind !== 'fault.hit') return [];
      const { faultId, correlationId, attempt, elapsedMs } = event;
      const fault = faults.get(faultId);
      if (fault === undefined || isRelease(fault)) return [];
      const what = `${faultId} hit ${correlationId} in attempt ${attempt}`;
      const early = isEarlier(event, firsts) ? [`${what} after a later one`] : [];
      const state = states.get(correlationId);
      if (attempt > 1 || state === undefined || !isAwaited(fault, system) || !isComplete(saga, state)) return early;
      const ended = Math.max(
        answered.get(correlationId) ?? 0,
        momentOf(timesOf(saga, state).changed, journal) || 0,
        ...transitions.of(correlationId).map((one) => one.elapsedMs),
      );
      return elapsedMs > ended + FUNCTION_SKEW_MS
        ? [...early, `${what} ${Math.round(elapsedMs - ended)} ms after its saga had completed`]
        : early;
    });
  },
);

/** Whether a later attempt came long before the first one; events are in the order of their times. */
function isEarlier(
  { faultId, correlationId, attempt, elapsedMs }: Extract<JudgedEvent, { kind: 'fault.hit' }>,
  others: Map<string, number>,
): boolean {
  const name = JSON.stringify([faultId, correlationId]);
  const earlier = others.get(name);
  if (attempt > 1) {
    if (earlier === undefined) others.set(name, elapsedMs);
    return false;
  }
  return earlier !== undefined && elapsedMs > earlier + FUNCTION_SKEW_MS;
}

/** Whether the saga cannot complete before the step at which the fault acts. */
function isAwaited({ parameters }: LoadFault, system: SystemDefinition | undefined): boolean {
  const { service, step } = parameters;
  if (typeof service !== 'string' || typeof step !== 'string') return false;
  const role = system?.steps?.[service]?.[step]?.role;
  return role === 'prepare' || role === 'commit';
}

/** Whether the saga has an end other than its rollback, in which every participant has a record. */
function isComplete(saga: SagaDefinition, state: SagaState): boolean {
  const ends = endsOfOwner(saga, state);
  return (
    ends.length > 0 &&
    !ends.includes(saga.rollback ?? '') &&
    ends.every((end) => Object.values(saga.ends[end] ?? {}).every((allowed) => !allowed.includes(NO_RECORD)))
  );
}
