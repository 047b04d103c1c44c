import * as z from 'zod';
import { InjectedError, type Strike, stepFault } from './fault.ts';

/** The step throws: before its store has written anything, or after it committed and before anybody was told. */
export const exception = stepFault({
  name: 'exception',
  summary: "A service's step throws, before its store has written, or after it committed and before anybody was told.",
  parameters: z.strictObject({
    service: z.enum(['payment', 'warehouse', 'shipping']),
    step: z.enum(['prepare', 'commit', 'rollback']),
    point: z.enum(['before-commit', 'after-commit']),
  }),
  hooks: ({ service, step, point }) => {
    const fail = async (strike: Strike) => {
      if (await strike(point)) throw new InjectedError(`Injected exception in ${service} ${step}, ${point}.`);
    };
    const place = { service, step };
    return point === 'before-commit' ? { place, before: fail } : { place, afterCommit: fail };
  },
});
