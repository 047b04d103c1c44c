import { isDeepStrictEqual } from 'node:util';
import type { SagaState, Snapshot } from '../schemas/index.ts';
import { checker, counted, judgesReconciler, unknown, validUnless } from './checker.ts';
import { judgedRunEnd } from './judged-run.ts';
import { endOf } from './saga-end.ts';

/**
 * The drift is gone from the stores themselves: at the end they hold what they held before it was seeded. Sagas that
 * were stranded on purpose are excepted, because the reconciler has ended them since.
 */
export const storesLevel = checker(
  'stores-level',
  ['prediction', 'events', 'drained', 'end'],
  ({ prediction, events, drained, end }, journal) => {
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have repaired the stores.');
    const isStranded = ({ correlationId }: SagaState) => prediction.get(correlationId)?.by === 'reconciler';
    return validUnless(
      [...copyDifferences(drained, end), ...sagaDifferences(drained, end, isStranded)],
      'At the end, the stores hold what they held before the drift.',
      (count) => `At the end, the stores differ in ${counted(count, 'key')} from what they held before the drift.`,
    );
  },
  judgesReconciler,
);

function copyDifferences(drained: Snapshot, end: Snapshot): string[] {
  return Object.entries(drained.copies).flatMap(([view, copies]) =>
    Object.entries(copies)
      .filter(([key, fields]) => !isDeepStrictEqual(fields, end.copies[view]?.[key]))
      .map(
        ([key, fields]) =>
          `${view} ${key}: ${JSON.stringify(end.copies[view]?.[key] ?? null)}, was ${JSON.stringify(fields)}`,
      ),
  );
}

function sagaDifferences(drained: Snapshot, end: Snapshot, isStranded: (saga: SagaState) => boolean): string[] {
  const before = new Map(drained.sagas.map((saga) => [saga.correlationId, saga]));
  const after = new Set(end.sagas.map(({ correlationId }) => correlationId));
  return [
    ...[...before.keys()]
      .filter((correlationId) => !after.has(correlationId))
      .map((correlationId) => `${correlationId}: gone`),
    ...end.sagas.flatMap((saga) => {
      if (isStranded(saga)) return [];
      const earlier = before.get(saga.correlationId);
      if (earlier !== undefined)
        return statesOf(earlier) === statesOf(saga)
          ? []
          : [`${saga.correlationId}: ${statesOf(saga)}, was ${statesOf(earlier)}`];
      const reached = endOf(saga);
      return typeof reached === 'string' ? [] : [`${saga.correlationId}: seeded, and still there: ${reached.states}`];
    }),
  ];
}

function statesOf({ order, payment, reservation, shipment }: SagaState): string {
  return [order, payment, reservation, shipment].map((held) => held?.state ?? 'none').join(', ');
}
