/**
 * Predicts the end of each operation from the experiment, the seed, the system's definition and the load's history,
 * before anyone looks at the system.
 */
import type { ExpectedOutcome, Experiment, Operation } from '../schemas/index.ts';
import type { SagaDefinition, SystemDefinition } from '../system/index.ts';
import { NO_SAGA, type PredictedEnd, type Prediction, REFUSED } from './predicted-end.ts';
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

type End = Omit<PredictedEnd, 'correlationId'>;

/** The statuses by which a system accepts a request, unless its definition names others. */
const ACCEPTED = [200, 201, 202];

export function acceptedStatuses(saga: SagaDefinition | undefined): readonly number[] {
  return saga?.accepted ?? ACCEPTED;
}

/**
 * An operation that starts no saga has a prediction only if a fault hits it. An operation without an answer, or with a
 * status of 500 and above, has none, because the system may or may not have accepted it, unless the experiment states
 * the end of operations with this status that the fault hit. On a system without sagas, every operation that was
 * answered or that a fault hits has a prediction.
 *
 * @param definition undefined if the run has none
 */
export function predict(
  experiment: Experiment,
  seed: number,
  operations: readonly Operation[],
  definition: SystemDefinition | undefined,
): Prediction {
  const faults = experiment.faults.map((fault) => aimedFaultOf(fault, definition));
  const endOf = definition?.saga === undefined ? answeredEnd : sagaEnds(experiment, definition, definition.saga);
  // Operations are many, and there are few kinds of them. Those of one kind share what is predicted.
  const known = new Map<string, End | undefined>();
  const prediction = new Map<string, PredictedEnd>();
  for (const operation of operations) {
    const { correlationId, scenario, journey, status } = operation;
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

/** An operation on a system without sagas. One that failed may have failed before it reached a second fault. */
function answeredEnd({ status }: OperationKind, chosen: readonly AimedFault[]): End | undefined {
  const failed = status === 0 || status >= 500;
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

/** The end of a saga without faults: as the experiment states it, or else as its journey does. */
function endWithoutFaults(
  { expect }: Pick<Experiment, 'expect'>,
  { journeys }: Pick<SystemDefinition, 'journeys'>,
  { scenario, journey }: OperationKind,
): string | undefined {
  const stated = expect.outcomes.find((outcome) => outcome.scenario === scenario && outcome.hitBy === undefined);
  return stated?.end ?? journeys?.journeys[journey]?.end ?? undefined;
}

/** Predicts the ends of operations on a system with sagas. */
function sagaEnds(experiment: Experiment, definition: SystemDefinition, saga: SagaDefinition) {
  const accepted = acceptedStatuses(saga);
  const stated = experiment.expect.outcomes.filter((outcome): outcome is StatedEnd => outcome.end !== undefined);

  return (operation: OperationKind, chosen: readonly AimedFault[]): End | undefined => {
    const { scenario, journey, status } = operation;
    const ofFaults = stated.filter(
      (outcome) => outcome.scenario === scenario && chosen.some(({ fault }) => fault.id === outcome.hitBy),
    );
    const undisturbed = endWithoutFaults(experiment, definition, operation) ?? ofFaults[0]?.end;
    if (undisturbed === undefined) return withoutSaga(operation, chosen);
    // An answer for which the experiment states an end says that the request was accepted, such as that of a function
    // which was killed halfway.
    const isAccepted = accepted.includes(status) || ofFaults.some((outcome) => outcome.status.includes(status));
    if (!isAccepted) return status >= 400 && status < 500 ? refused() : undefined;
    const derived = withHits(ownPath({ end: undisturbed, journey, rollback: saga.rollback, chosen }), chosen);
    for (const outcome of ofFaults) {
      const end = endStated(outcome, derived, saga, chosen);
      if (end !== undefined) return end;
    }
    return derived;
  };
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

function withoutSaga(operation: OperationKind, chosen: readonly AimedFault[]): End | undefined {
  const reachable = outsideSagas(chosen);
  const answered = reachable.length === 0 ? undefined : answeredEnd(operation, reachable);
  return answered === undefined ? undefined : { ...answered, end: NO_SAGA };
}

function outsideSagas(chosen: readonly AimedFault[]): AimedFault[] {
  return chosen.filter(({ role }) => role === 'other');
}

function refused(): End {
  return { end: REFUSED, by: 'services', causes: [], hitBy: [], mayBeHitBy: [] };
}
