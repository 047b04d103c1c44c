import * as z from 'zod/mini';
import { type Hit, InjectedError, stepFault } from '../fault.ts';
import { atPlace, atPoint, effectOfFailure } from '../place.ts';

/** The step throws: before its store has written anything, or after the commit and before the reply. */
export const exception = stepFault({
  name: 'exception',
  summary: 'A step throws, before its store has written or after the commit and before the reply.',
  parameters: z.strictObject({ ...atPlace, point: atPoint }),
  needs: ['before', 'afterCommit'],
  hooks: ({ point, ...place }) => {
    const fail = async (hit: Hit) => {
      if (await hit.strike(point)) {
        throw new InjectedError(`injected exception in ${place.service} ${place.step}, ${point}`);
      }
    };
    const fault = { place, effect: effectOfFailure };
    return point === 'before-commit' ? { ...fault, before: fail } : { ...fault, afterCommit: fail };
  },
});
