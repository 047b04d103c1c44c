/** How a saga ended, according to what its owner logged. */
import type { LoggedSagas, LoggedState } from '../evidence/saga-log.ts';
import type { Journal, RunEvent } from '../schemas/index.ts';
import { type SagaDefinition, type SagaState, stateOf } from '../system/index.ts';
import { absencesIn, momentOf } from './absence.ts';
import { endsOfOwner, timesOf } from './saga-end.ts';

export interface LoggedEnd {
  /** The first state that the owner logged, which may be the end. */
  readonly first: LoggedState;
  readonly end: LoggedState;
}

/**
 * What the owner logged of a saga that it ended; undefined for other sagas, and if the log does not show the end. Several
 * services may log a state of this name: the owner is the one that logged it at the time of the owner's record.
 */
export function loggedEnd(
  saga: SagaDefinition,
  state: SagaState,
  logged: LoggedSagas,
  journal: Pick<Journal, 'virtualStartedAt' | 'speed'>,
): LoggedEnd | undefined {
  if (endsOfOwner(saga, state).length === 0) return undefined;
  const states = logged.of(state.correlationId);
  const held = stateOf(saga, state, saga.owner);
  const changedMs = momentOf(timesOf(saga, state).changed, journal);
  const distance = ({ elapsedMs }: LoggedState): number => Math.abs(elapsedMs - changedMs);
  const [end] = states.filter((one) => one.state === held).sort((one, other) => distance(one) - distance(other));
  const first = states.find(({ service }) => service === end?.service);
  return end === undefined || first === undefined ? undefined : { first, end };
}

/** Real milliseconds after the write of a record within which its function logs it. */
const LOGGING_MS = 3000;

/** Real milliseconds by which the log and the record of a saga may differ: more, where something was absent in between. */
export function loggingMs({ figures }: Pick<Journal, 'figures'>, events: readonly RunEvent[]): number {
  const longest = Math.max(0, ...absencesIn(events).map(({ fromMs, toMs }) => toMs - fromMs));
  return LOGGING_MS + (figures['harnessDelayMs'] ?? 0) + longest;
}
