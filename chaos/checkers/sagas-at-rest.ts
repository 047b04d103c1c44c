import { knowsStores } from './applies.ts';
import { checker, noneOf } from './checker.ts';
import { restOf } from './rest.ts';

/**
 * Every accepted order exists, and every saga the stores know of is at rest, by the snapshot before any repair. Those
 * that were stranded on purpose are left to the reconciler.
 */
export const sagasAtRest = checker(
  'sagas-at-rest',
  ['prediction', 'drained'],
  ({ prediction, drained }) => {
    const known = new Map(drained.sagas.map((saga) => [saga.correlationId, saga]));
    const lost = new Set<string>();
    for (const { correlationId, outcome } of prediction.values()) {
      if (outcome !== 'refused' && (known.get(correlationId)?.order ?? null) === null) lost.add(correlationId);
    }
    const restless = drained.sagas.flatMap((saga) => {
      const { correlationId } = saga;
      if (lost.has(correlationId) || prediction.get(correlationId)?.by === 'reconciler') return [];
      const rest = restOf(saga);
      return typeof rest === 'string' ? [] : [`${correlationId}: ${rest.reason}`];
    });
    return noneOf(
      [...[...lost].map((correlationId) => `${correlationId}: accepted, and no order is stored`), ...restless],
      `All ${drained.sagas.length} sagas are at rest in an allowed state after the drain.`,
      (count) =>
        `${count} of ${drained.sagas.length} sagas are lost or not at rest in an allowed state after the drain.`,
    );
  },
  knowsStores,
);
