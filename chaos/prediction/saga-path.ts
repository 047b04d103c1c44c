/** The way of a saga through its steps, and which faults hit it there. */
import type { StepRole } from '../system/index.ts';
import { type AimedFault, both, type ExpectedHits, expectedHits, NO_HITS, onlyPossible } from './expected-hits.ts';
import type { PredictedEnd } from './predicted-end.ts';

export interface SagaPath extends Pick<PredictedEnd, 'end' | 'by' | 'causes'> {
  readonly hits: ExpectedHits;
}

interface Saga {
  /** The end without faults, or the stated one. */
  readonly end: string;
  /** The end of a saga in which a step has given up. */
  readonly rollback: string;
  /** The faults that the seed has chosen for its operation. */
  readonly chosen: readonly AimedFault[];
}

/** The path that follows from the roles of the steps at which the faults act. */
export function ownPath({ end, journey, rollback, chosen }: Saga & { readonly journey: string }): SagaPath {
  const prepare = hitsAt('prepare', chosen);
  const failures = [...(end === rollback ? [journey] : []), ...idsWith('rolls-back', prepare)];
  if (failures.length > 0) return rolledBack(failures, rollback, chosen);
  return stranded(rollback, chosen) ?? completed(end, chosen);
}

/** The path to a stated end. */
export function pathTo({ end, rollback, chosen, causes }: Saga & { readonly causes: readonly string[] }): SagaPath {
  if (end === rollback) return rolledBack(causes, rollback, chosen);
  const path = completed(end, chosen);
  return { ...path, causes: [...new Set([...causes, ...path.causes])] };
}

/** A failure is handed to whatever drives the rollback. */
function rolledBack(failures: readonly string[], end: string, chosen: readonly AimedFault[]): SagaPath {
  const prepare = hitsAt('prepare', chosen);
  const drive = hitsAt('drive', chosen);
  const rollback = hitsAt('rollback', chosen);
  const lost = [...idsWith('strands', drive), ...idsWith('strands', rollback)];
  const isDriveLost = idsWith('strands', drive).length > 0;
  return {
    end,
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: [...failures, ...lost],
    hits: both(both(prepare, drive), isDriveLost ? onlyPossible(rollback) : rollback),
  };
}

/** A service never received its prepare event, so nothing is decided until the reconciler finds the saga stuck. */
function stranded(end: string, chosen: readonly AimedFault[]): SagaPath | undefined {
  const prepare = hitsAt('prepare', chosen);
  const lost = idsWith('strands', prepare);
  if (lost.length === 0) return undefined;
  const later = onlyPossible(both(hitsAt('drive', chosen), hitsAt('rollback', chosen)));
  return { end, by: 'reconciler', causes: lost, hits: both(prepare, later) };
}

/** Once the commit is decided, faults can only delay the saga. */
function completed(end: string, chosen: readonly AimedFault[]): SagaPath {
  const commit = hitsAt('commit', chosen);
  const lost = idsWith('strands', commit);
  const mayBeDriven = chosen.some(({ role, fault }) => role === 'commit' && fault.attempts === 'always');
  return {
    end,
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: lost,
    hits: both(
      both(hitsAt('prepare', chosen), commit),
      mayBeDriven || lost.length > 0 ? onlyPossible(hitsAt('drive', chosen)) : NO_HITS,
    ),
  };
}

function hitsAt(role: StepRole, chosen: readonly AimedFault[]): ExpectedHits {
  return expectedHits(chosen.filter((fault) => fault.role === role));
}

function idsWith(effect: AimedFault['effect'], { certain }: ExpectedHits): string[] {
  return certain.filter((one) => one.effect === effect).map(({ fault }) => fault.id);
}

/** A prepare does not call its ports if a rollback, for another cause, has come first. */
export function hitIds(
  { certain, possible }: ExpectedHits,
  causes: readonly string[],
): Pick<PredictedEnd, 'hitBy' | 'mayBeHitBy'> {
  const mayBePreempted = ({ hooks, fault, role }: AimedFault) =>
    hooks.ports !== undefined && role === 'prepare' && causes.some((cause) => cause !== fault.id);
  return {
    hitBy: certain.filter((one) => !mayBePreempted(one)).map(({ fault }) => fault.id),
    mayBeHitBy: [...certain.filter(mayBePreempted), ...possible].map(({ fault }) => fault.id),
  };
}
