import { UnfinishedSagaError } from '../shared/errors.ts';
import type { SagaPorts, SagaState } from './ports.ts';

/**
 * Asks checkout to roll the saga back and carries out what checkout has decided, which may be an earlier decision to
 * commit: calls every service and records the answers. Returns only if the order has reached its end or is unknown.
 */
export async function drive(correlationId: string, { checkout, participants }: SagaPorts): Promise<SagaState> {
  const decided = await checkout.decideRollback(correlationId);
  const step = stepOf(decided);
  if (step === undefined) return atEnd(correlationId, decided);
  const settled = await Promise.allSettled(participants.map((participant) => participant[step](correlationId)));
  const answers = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const recorded = await checkout.record(correlationId, answers);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined && !isEnd(recorded)) throw failed.reason;
  return atEnd(correlationId, recorded);
}

/**
 * The step that a decided order needs from every service; none at its end.
 *
 * @internal
 */
export function stepOf(state: SagaState): 'commit' | 'rollback' | undefined {
  if (state === 'ROLLING_BACK') return 'rollback';
  return state === 'COMMITTING' ? 'commit' : undefined;
}

export const isEnd = (state: SagaState): boolean => state === 'COMPLETED' || state === 'ROLLED_BACK';

function atEnd(correlationId: string, state: SagaState): SagaState {
  if (isEnd(state) || state === 'UNKNOWN') return state;
  throw new UnfinishedSagaError(correlationId, state);
}
