import type { Experiment } from '../schemas/index.ts';

/** The stores are known, and were read: not those of a system of the user's own. */
export function knowsStores({ system }: Experiment): boolean {
  return system === 'commerce';
}

/** A run of the reconciler is judged. */
export function judgesReconciler(experiment: Experiment): boolean {
  return knowsStores(experiment) && experiment.reconcile !== undefined;
}
