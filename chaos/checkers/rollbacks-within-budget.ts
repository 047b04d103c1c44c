import type { Journal, RunEvent } from '../schemas/index.ts';
import type { LoggedSagas } from '../evidence/saga-log.ts';
import { type SagaDefinition, type SagaState, stateOf } from '../system/index.ts';
import { type Absence, absencesIn, momentOf, touching, unlessAbsent } from './absence.ts';
import { counted, invalid, largest, sagaChecker, unknown, unlessDelayed, validUnless } from './checker.ts';
import { type AreApart, loggedEnd, timesApart } from './logged-end.ts';
import { endsOfOwner, isRolledBack, ownersRecord, realSecondsOf, timesOf } from './saga-end.ts';

/**
 * The services completed every rollback, each within the real seconds that the experiment allows from acceptance to end.
 * A saga that only the reconciler ended, unexpectedly, counts as a failed rollback. Where the owner logged the end long
 * after the last change of its record, the log counts: a record may keep a time that it should not.
 */
export const rollbacksWithinBudget = sagaChecker(
  'rollbacks-within-budget',
  ['prediction', 'drained', 'events', 'transitions'],
  ({ prediction, drained, events, transitions }, journal, saga) => {
    const budget = journal.experiment.budgets.rollbackSeconds;
    const byServices = drained.sagas.filter(
      (state) => ownersRecord(saga, state) !== null && prediction.get(state.correlationId)?.by === 'services',
    );
    const unfinished = byServices
      .filter(({ correlationId }) => prediction.get(correlationId)?.end === saga.rollback)
      .filter((state) => endsOfOwner(saga, state).length === 0)
      .map((state) => `${state.correlationId}: still ${stateOf(saga, state, saga.owner)} after the drain`);
    const areApart = timesApart(journal, events);
    const rollbacks = byServices
      .filter((state) => isRolledBack(saga, state))
      .map((state) => ({
        correlationId: state.correlationId,
        real: secondsOf(saga, state, transitions, journal, areApart),
      }));
    const times = rollbacks.map(({ real }) => real).filter((real) => !Number.isNaN(real));
    const measured = [
      { name: 'slowest rollback', unit: 's', value: largest(times), budget },
      { name: 'rollback p95', unit: 's', value: percentile(times, 0.95), budget: null },
    ];
    if (unfinished.length > 0) {
      const summary = `The services did not complete ${counted(unfinished.length, 'rollback')}.`;
      return unlessAbsent(invalid(summary, unfinished, measured), untilDrained(drained, events, journal), undefined);
    }
    const untimed = rollbacks.filter(({ real }) => Number.isNaN(real)).map(({ correlationId }) => correlationId);
    if (untimed.length > 0) return unknown('Some sagas have no readable times.', untimed, measured);
    const late = rollbacks
      .filter(({ real }) => real > budget)
      .sort((one, other) => other.real - one.real)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    const result = validUnless(
      late,
      rollbacks.length === 0
        ? 'No saga was rolled back.'
        : `${counted(rollbacks.length, 'rollback')} completed within ${budget} s.`,
      (count) => `${count} of ${counted(rollbacks.length, 'rollback')} took longer than ${budget} s.`,
      measured,
    );
    return unlessDelayed(result, journal, events, { fromMs: 0, toMs: momentOf(drained.at, journal) });
  },
  ({ system }) => system?.saga?.rollback !== undefined,
);

/** Real seconds from a saga's acceptance until its record last changed, or its owner logged its end, if that was long after. */
function secondsOf(
  saga: SagaDefinition,
  state: SagaState,
  logged: LoggedSagas,
  journal: Journal,
  areApart: AreApart,
): number {
  const real = realSecondsOf(saga, state, journal);
  const ended = loggedEnd(saga, state, logged, journal);
  if (ended === undefined || Number.isNaN(real)) return real;
  const { accepted, changed } = timesOf(saga, state);
  const { elapsedMs } = ended.end;
  const changedMs = momentOf(changed, journal);
  return elapsedMs > changedMs && areApart(changedMs, elapsedMs)
    ? (elapsedMs - momentOf(accepted, journal)) / 1000
    : real;
}

/** The absences that can have kept a rollback from its end. */
function untilDrained({ at }: { readonly at: string }, events: readonly RunEvent[], journal: Journal): Absence[] {
  return touching(absencesIn(events), { fromMs: 0, toMs: momentOf(at, journal) });
}

/** Nearest-rank percentile of unsorted values; null without values. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
