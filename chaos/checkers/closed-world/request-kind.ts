import { NO_SAGA, REFUSED, startsSaga, UNDECIDED } from '../../prediction/predicted-end.ts';
import { statedEnd } from '../../prediction/stated-end.ts';
import type { Operation } from '../../schemas/index.ts';
import type { SagaState } from '../../system/index.ts';
import type { World } from './world.ts';

/** What a request may have left. */
type RequestKind =
  /** Nothing. */
  | 'refused'
  /** A saga, at the end that it reached. */
  | 'saga'
  /** What it asked for, without a saga. */
  | 'plain'
  /** A saga or nothing, because nobody knows whether it was accepted. */
  | 'uncertain';

type Known = Pick<World, 'system' | 'journal' | 'prediction'>;

/** @param state its saga, if the stores hold one */
export function requestKind(operation: Operation, state: SagaState | undefined, world: Known): RequestKind {
  const { correlationId, status } = operation;
  const predicted = world.prediction.get(correlationId);
  if (predicted?.end === REFUSED) return 'refused';
  if (world.system.saga !== undefined) {
    if (predicted !== undefined && startsSaga(predicted)) return 'saga';
    if (state !== undefined || mayStartSaga(operation, world)) return 'uncertain';
  }
  if (status >= 200 && status < 400) return 'plain';
  if (status >= 400 && status < 500) return 'refused';
  const isOpen = predicted === undefined || predicted.end === NO_SAGA || predicted.end === UNDECIDED;
  return isOpen ? 'uncertain' : 'plain';
}

/** Whether the journey, or an outcome of its scenario, has an end. */
export function mayStartSaga(
  operation: Pick<Operation, 'scenario' | 'journey'>,
  { system, journal }: Pick<Known, 'system' | 'journal'>,
): boolean {
  if (system.saga === undefined) return false;
  const ends = journal.experiment.expect.outcomes.flatMap(({ scenario, end }) =>
    scenario === operation.scenario && end !== undefined ? [end] : [],
  );
  const own = statedEnd(journal.experiment, system, operation) ?? NO_SAGA;
  return [own, ...ends].some((end) => end !== NO_SAGA);
}
