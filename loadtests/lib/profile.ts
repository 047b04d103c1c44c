import type { LoadProfile } from '@evenkeel/chaos/schemas';
import { LoadError } from './errors.ts';

/** Reduces a profile to one journey. */
export function onlyJourney(profile: LoadProfile, journey: string): LoadProfile {
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
