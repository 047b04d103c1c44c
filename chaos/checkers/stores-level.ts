import { isDeepStrictEqual } from 'node:util';
import type { SagaState, Snapshot } from '../schemas/index.ts';
import { judgesReconciler } from './applies.ts';
import { checker, noneOf, unknown } from './checker.ts';
import { judgedEnd } from './judged-run.ts';
import { restOf } from './rest.ts';

/**
 * By the stores' own contents the drift is gone: at the end they hold what they held at rest, before it was seeded. But
 * for sagas that were stranded on purpose: those have moved since.
 */
export const storesLevel = checker(
  'stores-level',
  ['prediction', 'events', 'drained', 'end'],
  ({ prediction, events, drained, end }, journal) => {
    if (judgedEnd(events, journal) === undefined)
      return unknown('No run of the reconciler ended that could have levelled them.');
    const isStranded = ({ correlationId }: SagaState) => prediction.get(correlationId)?.by === 'reconciler';
    return noneOf(
      [...copyDifferences(drained, end), ...sagaDifferences(drained, end, isStranded)],
      'At the end the stores hold what they held before the drift.',
      (count) => `${count} keys differ between the end and the rest before the drift.`,
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
      const rest = restOf(saga);
      return typeof rest === 'string' ? [] : [`${saga.correlationId}: seeded, and left at ${rest.reason}`];
    }),
  ];
}

function statesOf({ order, payment, reservation, shipment }: SagaState): string {
  return [order, payment, reservation, shipment].map((held) => held?.state ?? 'none').join(', ');
}
