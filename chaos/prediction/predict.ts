/**
 * Predicts the end of each operation from the experiment, the seed and the load's history, before anyone looks at the
 * system.
 */
import { type Experiment, type Operation, SAGA_JOURNEYS } from '../schemas/index.ts';
import {
  type AimedFault,
  aimedFaultOf,
  both,
  type ExpectedHits,
  expectedHits,
  isChosen,
  NO_HITS,
  onlyPossible,
} from './expected-hits.ts';

export interface PredictedEnd {
  readonly correlationId: string;
  /** An end of the saga, or `refused`: the system refused the request, so no store may hold anything for it. */
  readonly end: string;
  /** Who must have driven it to its end. The reconciler, if an event was lost that nothing repeats. */
  readonly by: 'services' | 'reconciler';
  /** Ids of the faults, or the journey, because of which the services do not simply complete it. */
  readonly causes: readonly string[];
  /** Ids of the faults that hit it in any case. */
  readonly hitBy: readonly string[];
  /** Ids of the faults that hit it unless something else comes first. */
  readonly mayBeHitBy: readonly string[];
}

/** The predicted end of each operation that has one, by correlation id. */
export type Prediction = ReadonlyMap<string, PredictedEnd>;

/**
 * Operations that start no saga have no prediction. Neither have those without an answer, or with status 500 and above,
 * because the system may or may not have accepted them. On a custom system, which has no sagas, each operation that was
 * answered has a prediction, and so has each one that a fault hits.
 */
export function predict(experiment: Experiment, seed: number, operations: readonly Operation[]): Prediction {
  const faults = experiment.faults.map(aimedFaultOf);
  const ends = operations.flatMap((operation) => {
    const chosen = faults.filter((fault) => isChosen(fault, seed, operation));
    const predicted = experiment.system === 'custom' ? customEnd(operation, chosen) : sagaEnd(operation, chosen);
    return predicted === undefined ? [] : [{ correlationId: operation.correlationId, ...predicted }];
  });
  return new Map(ends.map((predicted) => [predicted.correlationId, predicted]));
}

type End = Omit<PredictedEnd, 'correlationId'>;

const REFUSED: End = { end: 'refused', by: 'services', causes: [], hitBy: [], mayBeHitBy: [] };

function sagaEnd({ journey, status }: Operation, chosen: readonly AimedFault[]): End | undefined {
  if (!(journey in SAGA_JOURNEYS)) return undefined;
  if (status >= 400 && status < 500) return REFUSED;
  if (status !== 202) return undefined;
  const at = (step: string) => expectedHits(chosen.filter(({ hooks }) => hooks.place.step === step));
  const prepare = at('prepare');
  const failures = [...(SAGA_JOURNEYS[journey] === 'rolled-back' ? [journey] : []), ...idsWith('rolls-back', prepare)];
  const { hits, ...path } =
    failures.length > 0
      ? rolledBack(failures, prepare, at)
      : (stranded(idsWith('strands', prepare), prepare, at) ?? completed(prepare, at, chosen));
  return { ...path, ...hitIds(both(hits, hitsElsewhere(chosen)), path.causes) };
}

interface SagaPath extends Pick<PredictedEnd, 'end' | 'by' | 'causes'> {
  readonly hits: ExpectedHits;
}

type HitsAt = (step: string) => ExpectedHits;

/** A failure is filed to the error table, and the transaction manager drives the rollback. */
function rolledBack(failures: readonly string[], prepare: ExpectedHits, at: HitsAt): SagaPath {
  const drive = at('drive');
  const rollback = at('rollback');
  const lost = [...idsWith('strands', drive), ...idsWith('strands', rollback)];
  const isDriveLost = idsWith('strands', drive).length > 0;
  return {
    end: 'rolled-back',
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: [...failures, ...lost],
    hits: both(both(prepare, drive), isDriveLost ? onlyPossible(rollback) : rollback),
  };
}

/** A service never received its prepare event, so nothing is decided until the reconciler finds the order stuck. */
function stranded(lost: readonly string[], prepare: ExpectedHits, at: HitsAt): SagaPath | undefined {
  if (lost.length === 0) return undefined;
  const later = onlyPossible(both(at('drive'), at('rollback')));
  return { end: 'rolled-back', by: 'reconciler', causes: lost, hits: both(prepare, later) };
}

/** Once the commit is decided, faults can only delay the saga. */
function completed(prepare: ExpectedHits, at: HitsAt, chosen: readonly AimedFault[]): SagaPath {
  const commit = at('commit');
  const lost = idsWith('strands', commit);
  const isFiled = chosen.some(({ hooks, fault }) => hooks.place.step === 'commit' && fault.attempts === 'always');
  return {
    end: 'completed',
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: lost,
    hits: both(both(prepare, commit), isFiled || lost.length > 0 ? onlyPossible(at('drive')) : NO_HITS),
  };
}

const SAGA_STEPS = ['prepare', 'commit', 'rollback', 'drive'];

/** Hits in functions outside the saga's steps. Every accepted operation is assumed to reach them. */
function hitsElsewhere(chosen: readonly AimedFault[]): ExpectedHits {
  return expectedHits(chosen.filter(({ hooks }) => !SAGA_STEPS.includes(hooks.place.step)));
}

function idsWith(effect: AimedFault['effect'], { certain }: ExpectedHits): string[] {
  return certain.filter((one) => one.effect === effect).map(({ fault }) => fault.id);
}

/** A prepare does not call its ports if a rollback, for another cause, has left its tombstone first. */
function hitIds(
  { certain, possible }: ExpectedHits,
  causes: readonly string[],
): Pick<PredictedEnd, 'hitBy' | 'mayBeHitBy'> {
  const mayBePreempted = ({ hooks, fault }: AimedFault) =>
    hooks.ports !== undefined && hooks.place.step === 'prepare' && causes.some((cause) => cause !== fault.id);
  return {
    hitBy: certain.filter((one) => !mayBePreempted(one)).map(({ fault }) => fault.id),
    mayBeHitBy: [...certain.filter(mayBePreempted), ...possible].map(({ fault }) => fault.id),
  };
}

/** An operation on a custom system. One that failed may have failed before it reached a second fault. */
function customEnd({ status }: Operation, chosen: readonly AimedFault[]): End | undefined {
  const failed = status === 0 || status >= 500;
  if (failed && chosen.length === 0) return undefined;
  const hits = expectedHits(chosen);
  const isCertain = failed ? status !== 0 && chosen.length === 1 : status < 400;
  return {
    ...hitIds(isCertain ? hits : onlyPossible(hits), []),
    end: status >= 400 && status < 500 ? 'refused' : 'completed',
    by: 'services',
    causes: [],
  };
}
