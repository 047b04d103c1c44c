import type { Phase } from '../../chaos/schemas/index.ts';
import { LoadError } from './errors.ts';

/** Load without faults: what `evenkeel load` runs. Phases carry the names that experiments give theirs. */
export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly phases: readonly Phase[];
}

/** The part of a profile that one journey makes. */
export function onlyJourney(profile: Profile, journey: string): Profile {
  const phases = profile.phases
    .map((phase) => ({ ...phase, scenarios: phase.scenarios.filter((scenario) => scenario.journey === journey) }))
    .filter(({ scenarios }) => scenarios.length > 0);
  if (phases.length === 0) {
    const journeys = new Set(profile.phases.flatMap(({ scenarios }) => scenarios.map((scenario) => scenario.journey)));
    throw new LoadError(
      `no journey ${journey} in the load profile ${profile.name}; it has ${[...journeys].sort().join(', ')}`,
    );
  }
  return { ...profile, phases };
}
