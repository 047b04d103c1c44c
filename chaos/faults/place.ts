import * as z from 'zod/mini';
import type { Attempts } from '../schemas/experiment.ts';
import type { Effect } from './fault.ts';

/** Parameters that say where a fault acts. A handler that has one thing to do has the step `handle`. */
export const atPlace = {
  service: z.string().check(z.minLength(1)),
  step: z._default(z.string().check(z.minLength(1)), 'handle'),
};

/** Moment of a step at which a fault acts. */
export const atPoint = z.enum(['before-commit', 'after-commit']);

/** Of a step that fails: one that never succeeds ends its saga before the decision; after it, failing only delays. */
export const effectOfFailure =
  (step: string) =>
  (attempts: Attempts): Effect =>
    step === 'prepare' && attempts === 'always' ? 'rolls-back' : 'delays';
