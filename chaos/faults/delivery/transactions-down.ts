import * as z from 'zod/mini';
import { InjectedError, stepFault } from '../fault.ts';

/** Nothing that was filed is driven: rollbacks wait until the transaction manager is back. */
export const transactionsDown = stepFault({
  name: 'transactions-down',
  summary: 'The transaction manager crashes on whatever it is given: nothing that failed is rolled back meanwhile.',
  parameters: z.strictObject({}),
  needs: ['delivery'],
  hooks: () => ({
    place: { service: 'transactions', step: 'drive' },
    effect: () => 'delays',
    stalls: true,
    delivery: async (hit, deliver) => {
      if (!(await hit.strike('delivery'))) return deliver();
      throw new InjectedError('Injected: the transaction manager is down.');
    },
  }),
});
