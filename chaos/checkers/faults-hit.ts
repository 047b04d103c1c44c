import type { Journal, LoadFault } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { checker, unknown, valid } from './checker.ts';

/** Each fault struck the operations it was predicted to strike. Otherwise the harness failed, and nothing is decided. */
export const faultsHit = checker('faults-hit', ['prediction', 'events'], (parts, { experiment }) => {
  const counted = experiment.faults.map((fault) => ({ id: fault.id, ...hitsOf(fault, parts) }));
  const wrong = counted.flatMap(({ id, predicted, missed, strange }) => [
    ...(predicted === 0 ? [`${id}: predicted to strike nothing; raise its rate or the load`] : []),
    ...missed.map((what) => `${id}: did not strike ${what}`),
    ...strange.map((what) => `${id}: struck ${what}, which it was not to`),
  ]);
  const measured = counted.map(({ id, predicted, observed }) => ({
    name: id,
    unit: 'hits',
    value: observed,
    budget: predicted,
  }));
  if (wrong.length > 0)
    return unknown('Faults did not strike as predicted, so the run decides nothing.', wrong, measured);
  return valid(`All ${counted.length} faults struck exactly what they were predicted to strike.`, measured);
});

/**
 * Predicted and observed correlation ids of each fault. Ids on which something else may come first are in neither,
 * nor are those that were never accepted. A fault that is aimed at no scenario counts once, if it struck at all.
 */
export function countHits(
  parts: Pick<Parts, 'prediction' | 'events'>,
  { experiment }: Pick<Journal, 'experiment'>,
): Journal['hits'] {
  return Object.fromEntries(
    experiment.faults.map((fault) => {
      const { predicted, observed } = hitsOf(fault, parts);
      return [fault.id, { predicted, observed }];
    }),
  );
}

interface Hits {
  readonly predicted: number;
  readonly observed: number;
  readonly missed: readonly string[];
  readonly strange: readonly string[];
}

type Known = Pick<Parts, 'prediction' | 'events'>;

function hitsOf(fault: LoadFault, known: Known): Hits {
  return fault.scenario === undefined ? anyHit(fault, known) : aimedHits(fault, known);
}

function aimedHits({ id }: LoadFault, { prediction, events }: Known): Hits {
  const predicted = new Set<string>();
  for (const { struckBy, correlationId } of prediction.values()) {
    if (struckBy.includes(id)) predicted.add(correlationId);
  }
  const observed = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'fault.hit' || event.faultId !== id) continue;
    const fate = prediction.get(event.correlationId);
    if (fate !== undefined && !fate.mayBeStruckBy.includes(id)) observed.add(event.correlationId);
  }
  return {
    predicted: predicted.size,
    observed: observed.size,
    missed: [...predicted].filter((correlationId) => !observed.has(correlationId)),
    strange: [...observed].filter((correlationId) => !predicted.has(correlationId)),
  };
}

/** It strikes whatever calls come, and how many do is not told beforehand. */
function anyHit({ id }: LoadFault, { events }: Known): Hits {
  const struck = events.some((event) => event.kind === 'fault.hit' && event.faultId === id);
  return { predicted: 1, observed: struck ? 1 : 0, missed: struck ? [] : ['any call'], strange: [] };
}
