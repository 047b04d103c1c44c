import { DriftParameters } from '../../faults/stores/index.ts';
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { checkAim } from './aim.ts';
import { checkAttempts, checkAttemptsTogether, type Placed } from './attempts.ts';
import { checkKind, hooksOf, parameterProblems } from './kinds.ts';
import { repeated } from './names.ts';
import { checkPlace } from './places.ts';

export function checkFaults(draft: Draft): Problem[] {
  const { faults = [], drift = [], system } = draft;
  const placed = faults.map((fault, at) => ({ fault, hooks: hooksOf(fault), path: `faults[${at}]` }));
  return [
    ...repeated([
      ...faults.map(({ id }, at) => ({ name: id, path: `faults[${at}].id` })),
      ...drift.map(({ id }, at) => ({ name: id, path: `drift[${at}].id` })),
    ]),
    ...placed.flatMap(({ fault, hooks, path }) => [
      ...checkKind(fault, path),
      ...checkPlace(fault, hooks, path, system),
      ...(system === 'own' ? [] : checkAttempts(fault, hooks, path)),
      ...checkAim(fault, hooks, path, draft),
    ]),
    ...(system === 'own' ? [] : [...checkAttemptsTogether(placed), ...checkStranding(draft, placed)]),
    ...drift.flatMap(({ parameters }, at) =>
      parameterProblems(DriftParameters.safeParse(parameters ?? {}), `drift[${at}]`),
    ),
  ];
}

/** What is lost, and what is seeded, nobody but a reconcile run finds. */
function checkStranding({ drift = [], reconcile }: Draft, placed: readonly Placed[]): Problem[] {
  if (reconcile !== undefined) return [];
  const message = 'is found by the reconciler alone, and no run of it is judged; add reconcile';
  return [
    ...placed
      .filter(({ hooks }) => hooks?.effect('always') === 'strands')
      .map(({ path }) => ({ path: `${path}.fault`, message: `what it strands ${message}` })),
    ...drift.map((_, at) => ({ path: `drift[${at}]`, message: `drift ${message}` })),
  ];
}
