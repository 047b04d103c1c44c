import { checker, counted, readsStores, validUnless } from './checker.ts';
import { endOf } from './saga-end.ts';

/**
 * By the snapshot before any repair, every accepted order exists, and every saga in the stores has reached an allowed
 * end. Sagas that were stranded on purpose are left to the reconciler.
 */
export const sagasAtRest = checker(
  'sagas-at-rest',
  ['prediction', 'drained'],
  ({ prediction, drained }) => {
    const known = new Map(drained.sagas.map((saga) => [saga.correlationId, saga]));
    const lost = new Set<string>();
    for (const { correlationId, end } of prediction.values()) {
      if (end !== 'refused' && (known.get(correlationId)?.order ?? null) === null) lost.add(correlationId);
    }
    const unfinished = drained.sagas.flatMap((saga) => {
      const { correlationId } = saga;
      if (lost.has(correlationId) || prediction.get(correlationId)?.by === 'reconciler') return [];
      const end = endOf(saga);
      return typeof end === 'string' ? [] : [`${correlationId}: ${end.states}`];
    });
    return validUnless(
      [...[...lost].map((correlationId) => `${correlationId}: accepted, but no order is stored`), ...unfinished],
      `All sagas (${drained.sagas.length}) have reached an allowed end after the drain.`,
      (count) =>
        `${count} of ${counted(drained.sagas.length, 'saga')} lost, or without an allowed end after the drain.`,
    );
  },
  readsStores,
);
