/** Finds what the schema of an experiment cannot: parts that do not fit together, and names of things that do not exist. */
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { expectationProblems } from './expectations.ts';
import { faultProblems } from './faults.ts';
import { phaseProblems } from './phases.ts';
import { probeProblems, type Surroundings } from './probes.ts';

export type { Surroundings } from './probes.ts';

/** All problems of the document. */
export function validate(draft: Draft, surroundings: Surroundings): Problem[] {
  return [
    ...phaseProblems(draft),
    ...faultProblems(draft),
    ...customSystemProblems(draft),
    ...probeProblems(draft, surroundings),
    ...expectationProblems(draft, surroundings.alarms),
  ];
}

/** A run does not read the stores of a custom system, and knows no reconciler of it. */
function customSystemProblems({ system, drift = [], reconcile }: Draft): Problem[] {
  if (system !== 'custom') return [];
  const why = 'needs the stores of the commerce system; remove it for a custom system';
  return [
    ...drift.map((_, at) => ({ path: `drift[${at}]`, message: `drift ${why}` })),
    ...(reconcile === undefined ? [] : [{ path: 'reconcile', message: `a judged reconcile run ${why}` }]),
  ];
}
