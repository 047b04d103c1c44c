/** Finds what the schema of an experiment cannot: parts that do not fit together, and names of things that do not exist. */
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { apiProblems } from './api.ts';
import { driftProblems } from './drift.ts';
import { expectationProblems } from './expectations.ts';
import { faultProblems } from './faults.ts';
import { phaseProblems } from './phases.ts';
import { probeProblems, type Surroundings } from './probes.ts';
import { regionProblems } from './regions.ts';
import { redeliveryProblems } from './redelivery.ts';

export type { Surroundings } from './probes.ts';

/** The value of `system` in an experiment that is judged without a definition. */
const NONE = 'none';

/** All problems of the document. */
export function validate(draft: Draft, surroundings: Surroundings): Problem[] {
  const known = draft.system === NONE ? { ...surroundings, system: undefined } : surroundings;
  const { system } = known;
  return [
    ...phaseProblems(draft, system),
    ...faultProblems(draft, system, known.services),
    ...apiProblems(draft, known.hasApi),
    ...redeliveryProblems(draft, known),
    ...driftProblems(draft, known),
    ...regionProblems(draft, system),
    ...probeProblems(draft, known),
    ...expectationProblems(draft, known),
  ];
}
