import { checker, noneOf } from './checker.ts';
import { restOf } from './rest.ts';

/** Every accepted order exists, and every saga the stores know of is at rest, by the snapshot before any repair. */
export const sagasAtRest = checker('sagas-at-rest', ['prediction', 'drained'], ({ prediction, drained }) => {
  const known = new Map(drained.sagas.map((saga) => [saga.correlationId, saga]));
  const lost = [...prediction.values()]
    .filter(({ outcome, correlationId }) => outcome !== 'refused' && (known.get(correlationId)?.order ?? null) === null)
    .map(({ correlationId }) => correlationId);
  const restless = drained.sagas
    .filter(({ correlationId }) => !lost.includes(correlationId))
    .flatMap((saga) => {
      const rest = restOf(saga);
      return typeof rest === 'string' ? [] : [`${saga.correlationId}: ${rest.reason}`];
    });
  const violations = [
    ...lost.map((correlationId) => `${correlationId}: accepted, and no order is stored`),
    ...restless,
  ];
  return noneOf(
    violations,
    `All ${drained.sagas.length} sagas are at rest in an allowed state after the drain.`,
    (count) => `${count} of ${drained.sagas.length} sagas are lost or not at rest in an allowed state after the drain.`,
  );
});
