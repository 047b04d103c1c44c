import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { crashing } from './crash.ts';

/** Filed errors are not driven: rollbacks wait until the transaction manager is back. */
export const transactionsDown = stepFault({
  name: 'transactions-down',
  summary: 'The transaction manager crashes on every record: no failed order is rolled back meanwhile.',
  parameters: z.strictObject({}),
  needs: ['delivery'],
  hooks: () => ({
    place: { service: 'transactions', step: 'drive' },
    effect: () => 'delays',
    stalls: true,
    delivery: crashing('Injected: the transaction manager is down.'),
  }),
});
