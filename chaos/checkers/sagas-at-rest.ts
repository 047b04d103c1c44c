import { startsSaga } from '../prediction/index.ts';
import { endOf } from '../system/index.ts';
import { absencesIn, splitByAbsence, unlessAbsent } from './absence.ts';
import { counted, invalid, sagaChecker, validUnless } from './checker.ts';
import { ownersRecord, progressOf } from './saga-end.ts';

/**
 * By the snapshot before any repair, every accepted request has a record at the saga's owner, and every saga in the stores
 * has reached an allowed end. Sagas that were stranded on purpose are left to the reconciler.
 */
export const sagasAtRest = sagaChecker(
  'sagas-at-rest',
  ['prediction', 'drained', 'events'],
  ({ prediction, drained, events }, journal, saga) => {
    const stored = new Set<string>();
    for (const state of drained.sagas) if (ownersRecord(saga, state) !== null) stored.add(state.correlationId);
    const lost = new Set<string>();
    for (const predicted of prediction.values()) {
      if (startsSaga(predicted) && !stored.has(predicted.correlationId)) lost.add(predicted.correlationId);
    }
    const unfinished = drained.sagas.flatMap((state) => {
      const { correlationId } = state;
      if (lost.has(correlationId) || prediction.get(correlationId)?.by === 'reconciler') return [];
      const reached = endOf(saga, state);
      const line = `${correlationId}: ${'end' in reached ? '' : reached.states}`;
      return 'end' in reached ? [] : [{ line, ...progressOf(saga, state, journal, drained.at) }];
    });
    const absences = absencesIn(events);
    const { proven, excused } = splitByAbsence(unfinished, absences);
    if (lost.size === 0 && proven.length === 0 && excused.length > 0) {
      const summary = `${counted(excused.length, 'saga')} without an allowed end after the drain.`;
      return unlessAbsent(
        invalid(
          summary,
          excused.map(({ line }) => line),
        ),
        absences,
        undefined,
      );
    }
    return validUnless(
      [
        ...[...lost].map((correlationId) => `${correlationId}: accepted, but no ${saga.owner} is stored`),
        ...proven.map(({ line }) => line),
      ],
      `All sagas (${drained.sagas.length}) have reached an allowed end after the drain.`,
      (count) =>
        `${count} of ${counted(drained.sagas.length, 'saga')} lost, or without an allowed end after the drain.`,
    );
  },
);
