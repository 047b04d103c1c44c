import type { Journal } from '../contract/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { checker, unknown, valid } from './checker.ts';

/** Each fault struck the operations it was predicted to strike. Otherwise the harness failed, and nothing is decided. */
export const faultsHit = checker('faults-hit', ['prediction', 'events'], (parts, { experiment }) => {
  const counted = experiment.faults.map(({ id }) => ({ id, ...hitsOf(id, parts) }));
  const wrong = counted.flatMap(({ id, predicted, missed, strange }) => [
    ...(predicted.size === 0 ? [`${id}: predicted to strike nothing; raise its rate or the load`] : []),
    ...missed.map((correlationId) => `${id}: did not strike ${correlationId}`),
    ...strange.map((correlationId) => `${id}: struck ${correlationId}, which it was not to`),
  ]);
  const measured = counted.map(({ id, predicted, observed }) => ({
    name: id,
    unit: 'hits',
    value: observed.size,
    budget: predicted.size,
  }));
  if (wrong.length > 0)
    return unknown('Faults did not strike as predicted, so the run decides nothing.', wrong, measured);
  return valid(`All ${counted.length} faults struck exactly the operations predicted.`, measured);
});

/**
 * Predicted and observed correlation ids of each fault. Ids on which something else may come first are in neither,
 * nor are those that were never accepted.
 */
export function countHits(
  parts: Pick<Parts, 'prediction' | 'events'>,
  { experiment }: Pick<Journal, 'experiment'>,
): Journal['hits'] {
  return Object.fromEntries(
    experiment.faults.map(({ id }) => {
      const { predicted, observed } = hitsOf(id, parts);
      return [id, { predicted: predicted.size, observed: observed.size }];
    }),
  );
}

function hitsOf(faultId: string, { prediction, events }: Pick<Parts, 'prediction' | 'events'>) {
  const fates = [...prediction.values()];
  const predicted = new Set(
    fates.filter(({ struckBy }) => struckBy.includes(faultId)).map(({ correlationId }) => correlationId),
  );
  const observed = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'fault.hit' || event.faultId !== faultId) continue;
    const fate = prediction.get(event.correlationId);
    if (fate !== undefined && !fate.mayBeStruckBy.includes(faultId)) observed.add(event.correlationId);
  }
  return {
    predicted,
    observed,
    missed: [...predicted].filter((correlationId) => !observed.has(correlationId)),
    strange: [...observed].filter((correlationId) => !predicted.has(correlationId)),
  };
}
