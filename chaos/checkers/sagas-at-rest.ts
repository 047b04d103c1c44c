import { startsSaga } from '../prediction/index.ts';
import { endOf } from '../system/index.ts';
import { counted, sagaChecker, validUnless } from './checker.ts';
import { ownersRecord } from './saga-end.ts';

/**
 * By the snapshot before any repair, every accepted request has a record at the saga's owner, and every saga in the stores
 * has reached an allowed end. Sagas that were stranded on purpose are left to the reconciler.
 */
export const sagasAtRest = sagaChecker(
  'sagas-at-rest',
  ['prediction', 'drained'],
  ({ prediction, drained }, _journal, saga) => {
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
      return 'end' in reached ? [] : [`${correlationId}: ${reached.states}`];
    });
    return validUnless(
      [
        ...[...lost].map((correlationId) => `${correlationId}: accepted, but no ${saga.owner} is stored`),
        ...unfinished,
      ],
      `All sagas (${drained.sagas.length}) have reached an allowed end after the drain.`,
      (count) =>
        `${count} of ${counted(drained.sagas.length, 'saga')} lost, or without an allowed end after the drain.`,
    );
  },
);
