import { isDeepStrictEqual } from 'node:util';
import type { SagaState, Snapshot } from '../contract/index.ts';
import { checker, noneOf } from './checker.ts';
import { restOf } from './rest.ts';

/** By the stores' own contents the drift is gone: at the end they hold what they held at rest, before it was seeded. */
export const storesLevel = checker('stores-level', ['drained', 'end'], ({ drained, end }) => {
  const violations = [...copyDifferences(drained, end), ...sagaDifferences(drained, end)];
  return noneOf(
    violations,
    'At the end the stores hold what they held before the drift.',
    (count) => `${count} keys differ between the end and the rest before the drift.`,
  );
});

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

function sagaDifferences(drained: Snapshot, end: Snapshot): string[] {
  const before = new Map(drained.sagas.map((saga) => [saga.correlationId, saga]));
  const after = new Set(end.sagas.map(({ correlationId }) => correlationId));
  return [
    ...[...before.keys()]
      .filter((correlationId) => !after.has(correlationId))
      .map((correlationId) => `${correlationId}: gone`),
    ...end.sagas.flatMap((saga) => {
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
