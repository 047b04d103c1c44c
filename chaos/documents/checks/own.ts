import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** Of a system of the user's own no stores are known, and no reconciler. */
export function checkOwn({ system, drift = [], reconcile }: Draft): Problem[] {
  if (system !== 'own') return [];
  const why = 'needs stores that are known, and those of a system of your own are not; leave it out';
  return [
    ...drift.map((_, at) => ({ path: `drift[${at}]`, message: `drift ${why}` })),
    ...(reconcile === undefined ? [] : [{ path: 'reconcile', message: `a judged reconcile run ${why}` }]),
  ];
}
