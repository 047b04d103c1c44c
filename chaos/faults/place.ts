import * as z from 'zod/mini';
import type { Attempts } from '../schemas/experiment.ts';
import type { StepRole } from '../system/saga.ts';
import type { Effect } from './fault.ts';

/** Parameters that name where a fault acts. A handler that does only one thing has the step `handle`. */
export const atPlace = {
  service: z.string().check(z.minLength(1)),
  step: z._default(z.string().check(z.minLength(1)), 'handle'),
};

/** The moment of a step at which a fault acts. */
export const atPoint = z.enum(['before-commit', 'after-commit']);

/** The effect of a failing step: before the decision, a step that never succeeds rolls its saga back; later it only delays. */
export function effectOfFailure(attempts: Attempts, role: StepRole): Effect {
  return role === 'prepare' && attempts === 'always' ? 'rolls-back' : 'delays';
}
