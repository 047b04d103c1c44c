/** What a schema cannot say of an experiment: how its parts fit together, and with what they name. */
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { checkExpectations } from './expectations.ts';
import { checkFaults } from './faults.ts';
import { checkOwn } from './own.ts';
import { checkPhases } from './phases.ts';
import { checkProbes, type Surroundings } from './probes.ts';

export type { Surroundings } from './probes.ts';

/** Every problem there is. */
export function crossChecks(draft: Draft, surroundings: Surroundings): Problem[] {
  return [
    ...checkPhases(draft),
    ...checkFaults(draft),
    ...checkOwn(draft),
    ...checkProbes(draft, surroundings),
    ...checkExpectations(draft, surroundings.alarms),
  ];
}
