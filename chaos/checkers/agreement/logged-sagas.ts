import type { LoggedState } from '../../evidence/saga-log.ts';
import { isFailure } from '../../schemas/index.ts';
import { NO_RECORD, type SagaDefinition, stateOf } from '../../system/index.ts';
import { loggedEnd } from '../logged-end.ts';
import { endsOfOwner, ownersRecord } from '../saga-end.ts';
import { comparison } from './comparison.ts';

/** The sagas that functions logged, with those that the load sent, the stores held before, and drift made. */
export const loggedSagasComparison = comparison(
  'logged sagas',
  ['unsent', 'before', 'end'],
  ({ unsent, before, end }, { journal }) => {
    // A load that was stopped may have sent more than its history shows.
    if (journal.status !== 'completed') return [];
    const stored = new Set([...before.sagas, ...end.sagas].map(({ correlationId }) => correlationId));
    return [...unsent].filter((id) => !stored.has(id)).map((id) => `${id} was logged, but neither sent nor stored`);
  },
);

/**
 * The ends that were logged of the load's sagas, with the owner's records after the drain. A service may log what it
 * refused, of which no record is there; an end is of a record.
 */
export const loggedEndsComparison = comparison(
  'logged ends of sagas',
  ['history', 'transitions', 'drained'],
  ({ history, transitions, drained }, { journal, system }) => {
    const saga = system?.saga;
    if (saga === undefined) return [];
    const held = new Set(
      drained.sagas.flatMap((state) => (ownersRecord(saga, state) === null ? [] : [state.correlationId])),
    );
    const ended = ownersStates(saga, Object.keys(saga.ends));
    const unstored = history
      .filter((operation) => !held.has(operation.correlationId) && (operation.status < 400 || isFailure(operation)))
      .flatMap(({ correlationId }) => {
        const end = transitions.of(correlationId).find(({ state }) => ended.has(state));
        return end === undefined ? [] : [`${correlationId}: ${end.service} logged ${end.state}, and no store has it`];
      });
    const undone = drained.sagas.flatMap((state) => {
      const end = loggedEnd(saga, state, transitions, journal)?.end;
      if (end === undefined || endsOfOwner(saga, state).includes(saga.rollback ?? '')) return [];
      const other = rollbackIn(transitions.of(state.correlationId), end, saga);
      return other === undefined
        ? []
        : [
            `${state.correlationId}: ${end.service} logged ${other.state}, and its record is ${stateOf(saga, state, saga.owner)}`,
          ];
    });
    return [...unstored, ...undone];
  },
);

/** The states in which the owner rests at these ends. */
function ownersStates(saga: SagaDefinition, ends: readonly string[]): ReadonlySet<string> {
  return new Set(ends.flatMap((end) => saga.ends[end]?.[saga.owner] ?? []).filter((state) => state !== NO_RECORD));
}

/**
 * The state by which the owner logged that it had rolled back a saga that has another end. A saga that was rolled back is
 * over, while a completed one may be cancelled later. Other services are not held to it: a payment that was declined may
 * be made by other means.
 */
function rollbackIn(
  states: readonly LoggedState[],
  { service }: LoggedState,
  saga: SagaDefinition,
): LoggedState | undefined {
  if (saga.rollback === undefined) return undefined;
  const others = ownersStates(
    saga,
    Object.keys(saga.ends).filter((end) => end !== saga.rollback),
  );
  const rolledBack = ownersStates(saga, [saga.rollback]);
  return states.find((one) => one.service === service && rolledBack.has(one.state) && !others.has(one.state));
}
