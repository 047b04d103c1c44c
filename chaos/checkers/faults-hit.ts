import type { Journal, LoadFault } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { checker, counted, unknown, valid } from './checker.ts';
import { attemptsUntilGivenUp, isRelease } from '../prediction/index.ts';
import type { SystemDefinition } from '../system/index.ts';

/**
 * Each fault hit exactly the operations it was predicted to hit, and a step that always failed was tried as often as the
 * definition says. If not, the harness failed or the definition is wrong, and the run decides nothing.
 */
export const faultsHit = checker('faults-hit', ['prediction', 'events'], (parts, { experiment }, system) => {
  const { events } = parts;
  const faults = experiment.faults.map((fault) => ({ id: fault.id, ...hitsOf(fault, parts) }));
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  const differing = faults.flatMap(({ id, predicted, missed, unpredicted }) => [
    ...(missed.length > 0 ? notes.filter((text) => text.startsWith(`${id} has hit nothing: `)) : []),
    ...(predicted === 0 ? [`${id}: predicted to hit nothing; raise its rate or the load`] : []),
    ...missed.map((what) => `${id}: did not hit ${what}`),
    ...unpredicted.map((what) => `${id}: hit ${what}, which was not predicted`),
  ]);
  const wrong = [...differing, ...experiment.faults.flatMap((fault) => givenUpEarly(fault, parts, system))];
  const measured = faults.map(({ id, predicted, observed }) => ({
    name: id,
    unit: 'hits',
    value: observed,
    budget: predicted,
  }));
  if (wrong.length > 0) return unknown('Faults did not hit as predicted, so the run decides nothing.', wrong, measured);
  return valid(`${counted(faults.length, 'fault')} hit exactly what was predicted.`, measured);
});

type HitEvidence = Pick<Parts, 'prediction' | 'events'>;

/**
 * How many correlation ids each fault was predicted to hit, and hit. Ids that were never accepted count for neither.
 * The same goes for ids where something else may come first. A fault without a scenario counts as one hit if it hit at
 * all.
 */
export function countHits(parts: HitEvidence, { experiment }: Pick<Journal, 'experiment'>): Journal['hits'] {
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
  readonly unpredicted: readonly string[];
}

function hitsOf(fault: LoadFault, parts: HitEvidence): Hits {
  if (isRelease(fault)) return hitsOfRelease(fault, parts);
  return fault.scenario === undefined ? hitsOfAnyCall(fault, parts) : hitsOfScenario(fault, parts);
}

function hitsOfScenario({ id }: LoadFault, { prediction, events }: HitEvidence): Hits {
  const predicted = new Set<string>();
  for (const { hitBy, correlationId } of prediction.values()) {
    if (hitBy.includes(id)) predicted.add(correlationId);
  }
  const observed = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'fault.hit' || event.faultId !== id) continue;
    const operation = prediction.get(event.correlationId);
    if (operation !== undefined && !operation.mayBeHitBy.includes(id)) observed.add(event.correlationId);
  }
  return {
    predicted: predicted.size,
    observed: observed.size,
    missed: [...predicted].filter((correlationId) => !observed.has(correlationId)),
    unpredicted: [...observed].filter((correlationId) => !predicted.has(correlationId)),
  };
}

/** Of the operations that the seed chose, a release hits those that reached its version, and at least one must. */
function hitsOfRelease({ id }: LoadFault, { prediction, events }: HitEvidence): Hits {
  const hit = new Set(
    events.flatMap((event) => (event.kind === 'fault.hit' && event.faultId === id ? [event.correlationId] : [])),
  );
  const unchosen = [...hit].filter((correlationId) => prediction.get(correlationId)?.mayBeHitBy.includes(id) === false);
  return {
    predicted: Math.max(1, hit.size - unchosen.length),
    observed: hit.size,
    missed: hit.size > 0 ? [] : ['any operation: none that the seed chose reached its version'],
    unpredicted: unchosen,
  };
}

/** The fault hits every call of its function, and the number of calls is not known in advance. */
function hitsOfAnyCall({ id }: LoadFault, { events }: HitEvidence): Hits {
  const hit = events.some((event) => event.kind === 'fault.hit' && event.faultId === id);
  return { predicted: 1, observed: hit ? 1 : 0, missed: hit ? [] : ['any call'], unpredicted: [] };
}

/**
 * A step that always fails is tried until it gives up. Another failure may count too, and the line of an attempt may be lost,
 * so this asks only that some operation was tried as often as stated, of those that nothing else ends.
 */
function givenUpEarly(
  fault: LoadFault,
  { prediction, events }: HitEvidence,
  system: SystemDefinition | undefined,
): string[] {
  const limit = attemptsUntilGivenUp(fault, system);
  if (limit === undefined) return [];
  const attempts = events.flatMap((event) => {
    if (event.kind !== 'fault.hit' || event.faultId !== fault.id) return [];
    const { causes = [], by } = prediction.get(event.correlationId) ?? {};
    return by === 'services' && causes.every((cause) => cause === fault.id) && causes.length > 0 ? [event.attempt] : [];
  });
  const most = attempts.reduce((max, attempt) => Math.max(max, attempt), 0);
  return attempts.length > 0 && most < limit
    ? [`${fault.id}: its step was given up after ${counted(most, 'attempt')}, and the definition says ${limit}`]
    : [];
}
