/**
 * Predicts the end of each operation from the experiment, the seed, the system's definition and the load's history,
 * before anyone looks at the system.
 */
import { type ExpectedOutcome, type Experiment, isFailure, type Operation } from '../schemas/index.ts';
import type { SagaDefinition, SystemDefinition } from '../system/index.ts';
import { NO_SAGA, type PredictedEnd, type Prediction, REFUSED, UNDECIDED } from './predicted-end.ts';
import {
  type AimedFault,
  aimedFaultOf,
  expectedHits,
  hitIds,
  isChosen,
  onlyPossible,
  ownPath,
  pathTo,
  type SagaPath,
} from './saga-path.ts';
import { statedEnd } from './stated-end.ts';

type End = Omit<PredictedEnd, 'correlationId'>;

/** The statuses by which a system accepts a request, unless its definition names others. */
const ACCEPTED = [200, 201, 202];

export function acceptedStatuses(saga: SagaDefinition | undefined): readonly number[] {
  return saga?.accepted ?? ACCEPTED;
}

/**
 * An operation that starts no saga, or of which nothing states the end, has a prediction only if a fault hits it. An
 * operation without an answer, or with a status of 500 and above, may or may not have been accepted. It has a prediction
 * only if the experiment expects this status of operations that the fault hits: the end that it states for them or, if
 * it states none, only the hits. On a system without sagas, every operation that was
 * answered or that a fault hits has a prediction.
 *
 * @param definition undefined if the run has none
 * @param ownRegion the region whose stores are judged, in a system of two: what another region answered must leave no
 *   saga here
 */
export function predict(
  experiment: Experiment,
  seed: number,
  operations: readonly Operation[],
  definition: SystemDefinition | undefined,
  ownRegion?: string,
): Prediction {
  const faults = experiment.faults.map((fault) => aimedFaultOf(fault, definition));
  const endOf = definition?.saga === undefined ? answeredEnd : sagaEnds(experiment, definition, definition.saga);
  // Operations are many, and there are few kinds of them. Those of one kind share what is predicted.
  const known = new Map<string, End | undefined>();
  const prediction = new Map<string, PredictedEnd>();
  for (const operation of operations) {
    const { correlationId, scenario, journey, status } = operation;
    if (isAnsweredElsewhere(operation, ownRegion)) {
      prediction.set(correlationId, { correlationId, end: REFUSED, by: 'services', causes: [], ...NO_HIT });
      continue;
    }
    const chosen = faults.filter((fault) => isChosen(fault, seed, operation));
    const kind = JSON.stringify([scenario, journey, status, chosen.map(({ fault }) => fault.id)]);
    if (!known.has(kind)) known.set(kind, endOf({ scenario, journey, status }, chosen));
    const predicted = known.get(kind);
    if (predicted !== undefined) prediction.set(correlationId, { correlationId, ...predicted });
  }
  return prediction;
}

/** What the end of an operation depends on, beside the faults that are chosen for it. */
type OperationKind = Pick<Operation, 'scenario' | 'journey' | 'status'>;

/** Whether another region than this one has answered the operation. */
export function isAnsweredElsewhere({ region }: Pick<Operation, 'region'>, ownRegion: string | undefined): boolean {
  return ownRegion !== undefined && region !== undefined && region !== ownRegion;
}

/** An operation on a system without sagas. One that failed may have failed before it reached a second fault. */
function answeredEnd({ status }: OperationKind, chosen: readonly AimedFault[]): End | undefined {
  const failed = isFailure({ status });
  if (failed && chosen.length === 0) return undefined;
  const hits = expectedHits(chosen);
  const isCertain = failed ? status !== 0 && chosen.length === 1 : status < 400;
  return {
    ...hitIds(isCertain ? hits : onlyPossible(hits), []),
    end: status >= 400 && status < 500 ? REFUSED : 'completed',
    by: 'services',
    causes: [],
  };
}

/** An outcome for which the experiment states the end. */
type StatedEnd = ExpectedOutcome & { readonly end: string };

/** Predicts the ends of operations on a system with sagas. */
function sagaEnds(experiment: Experiment, definition: SystemDefinition, saga: SagaDefinition) {
  const accepted = acceptedStatuses(saga);
  const { outcomes } = experiment.expect;

  return (operation: OperationKind, chosen: readonly AimedFault[]): End | undefined => {
    const { scenario, journey, status } = operation;
    const ofFaults = outcomes.filter(
      (outcome) => outcome.scenario === scenario && chosen.some(({ fault }) => fault.id === outcome.hitBy),
    );
    const ofStatus = ofFaults.filter((outcome) => outcome.status.includes(status));
    const hits = ofStatus.length > 0 ? hitsOfFailed(chosen) : NO_HIT;
    if (ofStatus.some(({ end }) => end === NO_SAGA)) return { end: NO_SAGA, by: 'services', causes: [], ...hits };

    const stated = ofFaults.filter(statesSaga);
    const own = statedEnd(experiment, definition, operation);
    const undisturbed = own === undefined || own === NO_SAGA ? stated[0]?.end : own;
    if (undisturbed === undefined) return withoutSaga(operation, chosen, own ?? UNDECIDED);
    const isAccepted =
      accepted.includes(status) ||
      ofStatus.some(statesSaga) ||
      (chosen.length === 0 && isExpectedAnswer(operation, outcomes));
    if (!isAccepted && status >= 400 && status < 500) return { end: REFUSED, by: 'services', causes: [], ...hits };
    if (!isAccepted) return ofStatus.length > 0 ? { end: UNDECIDED, by: 'services', causes: [], ...hits } : undefined;
    const derived = withHits(ownPath({ end: undisturbed, journey, rollback: saga.rollback, chosen }), chosen);
    for (const outcome of stated) {
      const end = endStated(outcome, derived, saga, chosen);
      if (end !== undefined) return end;
    }
    return derived;
  };
}

/**
 * Whether the outcome says that the system accepts requests with this answer, such as that of a function which was
 * killed halfway.
 */
function statesSaga(outcome: ExpectedOutcome): outcome is StatedEnd {
  return outcome.end !== undefined && outcome.end !== NO_SAGA;
}

/** Whether the experiment expects this success, which the definition does not list, of operations that no fault hits. */
function isExpectedAnswer({ scenario, status }: OperationKind, outcomes: readonly ExpectedOutcome[]): boolean {
  return (
    status > 0 &&
    status < 400 &&
    outcomes.some((one) => one.scenario === scenario && one.hitBy === undefined && one.status.includes(status))
  );
}

type Hits = Pick<PredictedEnd, 'hitBy' | 'mayBeHitBy'>;

const NO_HIT: Hits = { hitBy: [], mayBeHitBy: [] };

/** The hits on an operation that got an answer which is expected after a hit. One of several faults may have come first. */
function hitsOfFailed(chosen: readonly AimedFault[]): Hits {
  const hits = expectedHits(chosen);
  return hitIds(chosen.length === 1 ? hits : onlyPossible(hits), []);
}

/**
 * The end that the experiment states for operations that this fault hits; undefined if the fault does not hit this one.
 * If the stated end is not on the way to the fault, the saga's further hits are possible but not certain.
 */
function endStated(
  { end, hitBy = '' }: StatedEnd,
  derived: End,
  { rollback }: SagaDefinition,
  chosen: readonly AimedFault[],
): End | undefined {
  const isReached = derived.hitBy.includes(hitBy);
  if (isReached && (derived.end === end || derived.by === 'reconciler')) return { ...derived, end };
  const stated = withHits(pathTo({ end, rollback, chosen, causes: [hitBy] }), chosen);
  if (stated.hitBy.includes(hitBy)) return stated;
  if (!isReached) return undefined;
  const further = [...derived.mayBeHitBy, ...stated.hitBy, ...stated.mayBeHitBy];
  return {
    ...derived,
    end,
    causes: [...new Set([hitBy, ...derived.causes])],
    mayBeHitBy: [...new Set(further)].filter((id) => !derived.hitBy.includes(id)),
  };
}

/** Every accepted operation is assumed to reach the functions outside the saga's steps. */
function withHits({ hits, ...path }: SagaPath, chosen: readonly AimedFault[]): End {
  const elsewhere = expectedHits(outsideSagas(chosen));
  const { certain, possible } = hits;
  const all = { certain: [...certain, ...elsewhere.certain], possible: [...possible, ...elsewhere.possible] };
  return { ...path, ...hitIds(all, path.causes) };
}

/** @param end `none`, or `undecided` if nothing says that the operation starts no saga */
function withoutSaga(operation: OperationKind, chosen: readonly AimedFault[], end: string): End | undefined {
  const reachable = outsideSagas(chosen);
  const answered = reachable.length === 0 ? undefined : answeredEnd(operation, reachable);
  return answered === undefined ? undefined : { ...answered, end };
}

function outsideSagas(chosen: readonly AimedFault[]): AimedFault[] {
  return chosen.filter(({ role }) => role === 'other');
}
