import { stepAt } from '../../prediction/steps.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Problem } from '../problems.ts';
import type { FaultInPlace } from './attempts.ts';

/** Problems with the service and step at which the fault acts. Without described steps, any place is allowed. */
export function placeProblems(
  { fault: { fault }, hooks, path }: FaultInPlace,
  system: SystemDefinition | undefined,
): Problem[] {
  if (hooks === undefined || hooks.release !== undefined || system?.steps === undefined) return [];
  const { service, step } = hooks.place;
  const described = stepAt(system, hooks.place);
  if (described === undefined) {
    const known = Object.entries(system.steps).map(([name, steps]) => `${name} ${Object.keys(steps).join('|')}`);
    const message = `no fault can act on ${service} ${step}; choose one of: ${known.join(', ')}`;
    return [{ path: `${path}.parameters.${Object.hasOwn(system.steps, service) ? 'step' : 'service'}`, message }];
  }
  if (described.delivered === false && hooks.delivery !== undefined) {
    const message = `${service} ${step} is called directly, so ${fault ?? 'the fault'} has no delivery to act on; use a fault that acts on the step itself, or name the step that calls it`;
    return [{ path: `${path}.parameters.step`, message }];
  }
  return [];
}
