import * as z from 'zod/mini';
import { type Hit, InjectedError, stepFault } from '../fault.ts';
import { atPlace, atPoint, effectOfFailure } from '../place.ts';
import { MAX_MS } from './duration.ts';

/** The step hangs until its function's time-out kills it, with everything else that the function was doing. */
export const timeOut = stepFault({
  name: 'time-out',
  summary: "A step hangs until its function's time-out kills it, before its store has written or after the commit.",
  parameters: z.strictObject({ ...atPlace, point: z._default(atPoint, 'before-commit') }),
  needs: ['before', 'afterCommit'],
  hooks: ({ point, ...place }) => {
    const hang = async (hit: Hit) => {
      if (!(await hit.strike(point))) return;
      await hit.sleep(MAX_MS);
      throw new InjectedError(`injected time-out in ${place.service} ${place.step}: no time-out ended it`);
    };
    const fault = { place, effect: effectOfFailure, stalls: true, crashes: true };
    return point === 'before-commit' ? { ...fault, before: hang } : { ...fault, afterCommit: hang };
  },
});
