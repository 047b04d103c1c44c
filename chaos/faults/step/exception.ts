import * as z from 'zod/mini';
import type { Attempts } from '../../contract/experiment.ts';
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
    /** Before the decision a step that never succeeds ends the saga; after it, any exception only delays. */
    const effect = (attempts: Attempts) => (step === 'prepare' && attempts === 'always' ? 'rolls-back' : 'delays');
    const fault = { place: { service, step }, effect };
    return point === 'before-commit' ? { ...fault, before: fail } : { ...fault, afterCommit: fail };
  },
});
