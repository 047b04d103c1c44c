import { UnfinishedSagaError } from '../shared/errors.ts';
import type { SagaPorts, SagaState } from './ports.ts';

/**
 * Asks checkout to roll the saga back, and carries out what checkout has decided, this or the commitment it decided
 * before: calls every service and records the answers. It returns only when the order is at its end, or unknown.
 */
export async function drive(correlationId: string, { checkout, participants }: SagaPorts): Promise<SagaState> {
  const decided = await checkout.decideRollback(correlationId);
  const step = demandOf(decided);
  if (step === undefined) return atEnd(correlationId, decided);
  const settled = await Promise.allSettled(participants.map((participant) => participant[step](correlationId)));
  const answers = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const recorded = await checkout.record(correlationId, answers);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined && !isEnd(recorded)) throw failed.reason;
  return atEnd(correlationId, recorded);
}

/** What a decided order demands of every service; nothing at its end. */
export function demandOf(state: SagaState): 'commit' | 'rollback' | undefined {
  if (state === 'ROLLING_BACK') return 'rollback';
  return state === 'COMMITTING' ? 'commit' : undefined;
}

export const isEnd = (state: SagaState): boolean => state === 'COMPLETED' || state === 'ROLLED_BACK';

function atEnd(correlationId: string, state: SagaState): SagaState {
  if (isEnd(state) || state === 'UNKNOWN') return state;
  throw new UnfinishedSagaError(correlationId, state);
}
