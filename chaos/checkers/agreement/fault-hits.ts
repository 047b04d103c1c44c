import type { JudgedEvent } from '../../evidence/evidence.ts';
import { isHit, type Journal, type LoadFault, parseCorrelationId } from '../../schemas/index.ts';
import { hitPoints, isRelease } from '../../prediction/index.ts';
import { countHits } from '../faults-hit.ts';
import { comparison, FUNCTION_SKEW_MS, repeated, toleratedMs } from './comparison.ts';

type HitEvent = Extract<JudgedEvent, { kind: 'fault.hit' }>;

/** The hits that the events show, with the experiment's faults, the seed's choice, the history and the journal. */
export const faultHitsComparison = comparison(
  'fault hits',
  ['events', 'history', 'prediction'],
  ({ events, history, prediction }, { journal }) => {
    const sent = new Map(history.map(({ correlationId, elapsedMs }) => [correlationId, elapsedMs]));
    const armedAt = new Map<string, number>();
    for (const event of events) {
      if (event.kind === 'fault.armed' && !armedAt.has(event.faultId)) armedAt.set(event.faultId, event.elapsedMs);
    }
    const tolerated = toleratedMs(journal, events);
    const faults = new Map(journal.experiment.faults.map((fault) => [fault.id, fault]));
    const hits = events.filter((event) => event.kind === 'fault.hit');
    // A release does not count its attempts: each call that reaches its version is a first one.
    const counted = hits.filter(({ faultId }) => {
      const fault = faults.get(faultId);
      return fault === undefined || !isRelease(fault);
    });
    const names = counted.map(
      ({ faultId, correlationId, attempt }) => `${faultId} hit ${correlationId} in attempt ${attempt}`,
    );
    return [
      ...hits.flatMap((hit) => strangeness(hit, faults.get(hit.faultId), { sent, armedAt, journal, tolerated })),
      ...repeated(names).map((name) => `${name} more than once`),
      ...attemptsMissing(counted),
      ...countsDiffer(journal.hits, countHits({ prediction, events }, journal)),
    ];
  },
);

/** Attempts are counted from 1, so the hits of a request have every number up to the last. */
function attemptsMissing(hits: readonly HitEvent[]): string[] {
  const attempts = new Map<string, { readonly what: string; readonly seen: Set<number>; last: number }>();
  for (const { faultId, correlationId, attempt } of hits) {
    const name = JSON.stringify([faultId, correlationId]);
    const known = attempts.get(name) ?? { what: `${faultId} hit ${correlationId}`, seen: new Set(), last: 0 };
    attempts.set(name, known);
    known.seen.add(attempt);
    known.last = Math.max(known.last, attempt);
  }
  return [...attempts.values()]
    .filter(({ seen, last }) => seen.size < last)
    .map(({ what, seen, last }) => `${what} in attempt ${last}, and in ${seen.size} attempts altogether`);
}

interface HitContext {
  /** When each request was sent, by correlation id. */
  readonly sent: ReadonlyMap<string, number>;
  readonly armedAt: ReadonlyMap<string, number>;
  readonly journal: Journal;
  /** Real milliseconds by which the runner may have noted an arming late. */
  readonly tolerated: number;
}

function strangeness(
  hit: HitEvent,
  fault: LoadFault | undefined,
  { sent, armedAt, journal, tolerated }: HitContext,
): string[] {
  const { faultId, correlationId, attempt, elapsedMs, point } = hit;
  if (fault === undefined) return [`${faultId} hit ${correlationId}, and the experiment has no such fault`];
  const what = `${faultId} hit ${correlationId}`;
  const armed = armedAt.get(faultId);
  const points = hitPoints(fault);
  return [
    ...(armed === undefined ? [`${what}, but was never armed`] : []),
    ...(armed !== undefined && elapsedMs < armed - FUNCTION_SKEW_MS - tolerated ? [`${what} before it was armed`] : []),
    ...(elapsedMs < (sent.get(correlationId) ?? 0) - FUNCTION_SKEW_MS ? [`${what} before it was sent`] : []),
    ...(fault.attempts !== 'always' && attempt > fault.attempts
      ? [`${what} in attempt ${attempt} of ${fault.attempts}`]
      : []),
    ...(points.includes(point) ? [] : [`${what} at the point ${point}, and the fault acts at ${points.join(' or ')}`]),
    ...(fault.scenario === undefined ? [] : choiceDiffers(hit, { ...fault, scenario: fault.scenario }, sent, journal)),
  ];
}

function choiceDiffers(
  { correlationId, faultId }: HitEvent,
  fault: LoadFault & { readonly scenario: string },
  sent: HitContext['sent'],
  { run, seed, status }: Journal,
): string[] {
  const what = `${faultId} hit ${correlationId}`;
  const operation = parseCorrelationId(correlationId);
  if (operation?.run !== run || operation.scenario !== fault.scenario)
    return [`${what}, which is not one of ${fault.scenario}`];
  if (
    !isHit(
      { seed, faultId, scenario: fault.scenario, rate: fault.rate, iterations: fault.iterations },
      operation.iteration,
    )
  ) {
    return [`${what}, which the seed does not choose`];
  }
  // A load that was stopped may have sent more than its history shows.
  return status === 'completed' && !sent.has(correlationId) ? [`${what}, which the history does not have`] : [];
}

function countsDiffer(noted: Journal['hits'], counted: Journal['hits']): string[] {
  return [...new Set([...Object.keys(noted), ...Object.keys(counted)])].flatMap((id) => {
    const [one, other] = [noted[id], counted[id]];
    return one?.observed === other?.observed && one?.predicted === other?.predicted
      ? []
      : [`${id}: the journal counts ${textOf(one)}, and the events show ${textOf(other)}`];
  });
}

function textOf(counts: Journal['hits'][string] | undefined): string {
  return counts === undefined ? 'nothing' : `${counts.observed} of ${counts.predicted} hits`;
}
