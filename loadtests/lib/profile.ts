import type { Phase } from '@evenkeel/chaos/schemas';
import { LoadError } from './errors.ts';

/** Load without faults, for `evenkeel load`. Its phases have the same names as those of experiments. */
export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly phases: readonly Phase[];
}

/** Reduces a profile to one journey. */
export function onlyJourney(profile: Profile, journey: string): Profile {
  const phases = profile.phases
    .map((phase) => ({ ...phase, scenarios: phase.scenarios.filter((scenario) => scenario.journey === journey) }))
    .filter(({ scenarios }) => scenarios.length > 0);
  if (phases.length === 0) {
    const journeys = new Set(profile.phases.flatMap(({ scenarios }) => scenarios.map((scenario) => scenario.journey)));
    throw new LoadError(
      `the load profile ${profile.name} has no journey ${journey}; its journeys are ${[...journeys].sort().join(', ')}`,
    );
  }
  return { ...profile, phases };
}
