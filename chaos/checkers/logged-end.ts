/** How a saga ended, according to what its owner logged. */
import type { LoggedSagas, LoggedState } from '../evidence/saga-log.ts';
import type { Journal, RunEvent } from '../schemas/index.ts';
import { type SagaDefinition, type SagaState, stateOf } from '../system/index.ts';
import { type Absence, absencesIn, momentOf } from './absence.ts';
import { harnessDelayMs } from './harness-delay.ts';
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

/** More real milliseconds than an idle machine needs between the write of a record and the line that a function logs of it. */
const ORDINARY_MS = 1000;

/** Whether two times in real milliseconds, of a saga's record and of its log, are too far apart to be of the same step. */
export type AreApart = (oneMs: number, otherMs: number) => boolean;

/** They may differ by more than usual where something was absent in between. */
export function timesApart(journal: Pick<Journal, 'figures'>, events: readonly RunEvent[]): AreApart {
  const absences = absencesIn(events);
  const ordinary = LOGGING_MS + harnessDelayMs(journal, events);
  return (oneMs, otherMs) => {
    const apart = Math.abs(oneMs - otherMs);
    if (!(apart > ordinary)) return false;
    const [fromMs, toMs] = [Math.min(oneMs, otherMs), Math.max(oneMs, otherMs)];
    const between = absences.filter((one) => one.fromMs <= toMs && one.toMs >= fromMs);
    return apart > ordinary + Math.max(0, ...between.map(delayOf));
  };
}

/** A process that stands still delays a line by that time, and a machine that is short of something by what the work takes longer. */
function delayOf({ fromMs, toMs, slowdown = Number.POSITIVE_INFINITY }: Absence): number {
  return Math.min(toMs - fromMs, ORDINARY_MS * slowdown);
}
