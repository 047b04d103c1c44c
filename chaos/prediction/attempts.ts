/** How often a step is tried that a fault always fails. */
import { effectOfFailure } from '../faults/place.ts';
import { stepFaults } from '../faults/index.ts';
import type { LoadFault } from '../schemas/index.ts';
import { roleAt, stepAt, type WithSteps } from './steps.ts';

/**
 * After how many failures the step gives up that the fault fails each time, where the definition states it; undefined for
 * every other fault. A function that ends without an answer cannot count, so nothing follows from it.
 */
export function attemptsUntilGivenUp(fault: LoadFault, definition: WithSteps | undefined): number | undefined {
  const hooks = stepFaults.find(({ name }) => name === fault.fault)?.bind(fault.parameters);
  if (hooks?.effect !== effectOfFailure || hooks.crashes === true || fault.attempts !== 'always') return undefined;
  if (roleAt(definition, hooks.place) !== 'prepare') return undefined;
  return stepAt(definition, hooks.place)?.failureLimit;
}
