import { isHit, type LoadFault, type Operation } from '../schemas/index.ts';
import { type Hooks, stepFaults } from '../faults/index.ts';

/** A fault of an experiment with what its kind can do, and its place in the order of application. */
export interface Aimed {
  readonly fault: LoadFault;
  readonly hooks: Hooks;
  readonly effect: ReturnType<Hooks['effect']>;
  readonly order: number;
}

export function aimedOf(fault: LoadFault): Aimed {
  const order = stepFaults.findIndex(({ name }) => name === fault.fault);
  const hooks = stepFaults[order]?.bind(fault.parameters);
  if (hooks === undefined) {
    throw new RangeError(`there is no fault ${fault.fault}, which experiment fault ${fault.id} names`);
  }
  return { fault, hooks, order, effect: hooks.effect(fault.attempts) };
}

/** Whether the seed, or the list of its iterations, lets the fault hit this operation. */
export function isChosen({ fault }: Aimed, seed: number, { scenario, iteration }: Operation): boolean {
  if (fault.scenario !== scenario) return false;
  return isHit({ ...fault, seed, faultId: fault.id, scenario }, iteration);
}
