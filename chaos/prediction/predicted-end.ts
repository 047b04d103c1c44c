/**
 * The end of an operation that the system refused, or that its other region answered, so that no store of sagas may hold
 * anything for it.
 */
export const REFUSED = 'refused';

/** The end of an operation that starts no saga, on a system with sagas: only the hits of its faults are predicted. */
export const NO_SAGA = 'none';

/**
 * The end of an operation that may or may not have started a saga, because nothing states it or because the request
 * failed: only the hits of its faults are predicted.
 */
export const UNDECIDED = 'undecided';

export interface PredictedEnd {
  readonly correlationId: string;
  /** An end of the saga, `refused`, `none` or `undecided`. On a system without sagas, `completed` or `refused`. */
  readonly end: string;
  /** Who must have driven it to its end: the reconciler, if an event was lost that nothing repeats. */
  readonly by: 'services' | 'reconciler';
  /** Ids of the faults, or the journey, that keep the services from simply completing it. */
  readonly causes: readonly string[];
  /** Ids of the faults that are certain to hit it. */
  readonly hitBy: readonly string[];
  /** Ids of the faults that hit it unless something else comes first. */
  readonly mayBeHitBy: readonly string[];
}

/** The predicted end of each operation that has one, by correlation id. */
export type Prediction = ReadonlyMap<string, PredictedEnd>;

/** Whether the system accepted the operation and must have started a saga for it. */
export function startsSaga({ end }: Pick<PredictedEnd, 'end'>): boolean {
  return end !== REFUSED && end !== NO_SAGA && end !== UNDECIDED;
}
