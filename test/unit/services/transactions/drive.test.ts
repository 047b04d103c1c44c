import { describe, expect, it } from '@jest/globals';
import type { StepAnswer } from '../../../../services/shared/step.ts';
import { drive } from '../../../../services/transactions/drive.ts';
import type { SagaParticipant, SagaState } from '../../../../services/transactions/ports.ts';

const UNDONE = { payment: 'VOIDED', warehouse: 'RELEASED', shipping: 'CANCELLED' } as const;
const DONE = { payment: 'CAPTURED', warehouse: 'COMMITTED', shipping: 'DISPATCHED' } as const;

/** A saga whose checkout decides `decided`, and is at its end once all three have answered. */
function saga(decided: SagaState, failing?: string) {
  const calls: string[] = [];
  const recorded: StepAnswer[] = [];
  const call = (action: string, service: keyof typeof DONE, state: string): Promise<StepAnswer> => {
    calls.push(`${action} ${service}`);
    return service === failing ? Promise.reject(new Error(`${service} is down`)) : Promise.resolve({ service, state });
  };
  const participants: SagaParticipant[] = (['payment', 'warehouse', 'shipping'] as const).map((service) => ({
    service,
    commit: () => call('commit', service, DONE[service]),
    rollback: () => call('rollback', service, UNDONE[service]),
  }));
  const end: SagaState = decided === 'COMMITTING' ? 'COMPLETED' : 'ROLLED_BACK';
  const checkout = {
    read: () => Promise.resolve(decided),
    decideRollback: () => Promise.resolve(decided),
    record: (_id: string, answers: readonly StepAnswer[]): Promise<SagaState> => {
      recorded.push(...answers);
      return Promise.resolve(recorded.length === 3 ? end : decided);
    },
  };
  return { ports: { checkout, participants }, calls, recorded };
}

describe('the transaction manager', () => {
  it('rolls back every service, and is done once the order is rolled back', async () => {
    const { ports, calls } = saga('ROLLING_BACK');
    expect(await drive('id', ports)).toBe('ROLLED_BACK');
    expect(calls).toEqual(['rollback payment', 'rollback warehouse', 'rollback shipping']);
  });

  it('completes a saga that checkout has decided to commit', async () => {
    const { ports, calls } = saga('COMMITTING');
    expect(await drive('id', ports)).toBe('COMPLETED');
    expect(calls).toEqual(['commit payment', 'commit warehouse', 'commit shipping']);
  });

  it.each(['COMPLETED', 'ROLLED_BACK', 'UNKNOWN'] as const)('has nothing to do for a %s order', async (state) => {
    const { ports, calls } = saga(state);
    expect(await drive('id', ports)).toBe(state);
    expect(calls).toEqual([]);
  });

  it('records the other answers when one service fails, and fails with its error so that it is retried', async () => {
    const { ports, recorded } = saga('ROLLING_BACK', 'warehouse');
    await expect(drive('id', ports)).rejects.toThrow('warehouse is down');
    expect(recorded.map(({ service }) => service)).toEqual(['payment', 'shipping']);
  });

  it('fails while the order has not reached its end', async () => {
    const { ports } = saga('ROLLING_BACK');
    const slow = { ...ports.checkout, record: () => Promise.resolve<SagaState>('ROLLING_BACK') };
    await expect(drive('id', { ...ports, checkout: slow })).rejects.toThrow('still ROLLING_BACK');
  });
});
