/** What load scenarios do, and how often. Plain TypeScript without packages, because k6 imports it too. */
import type { Experiment, Phase, RegionRole } from './experiment.ts';

/** The journey whose request the experiment itself describes. All others are journeys of the system. */
export const REQUEST_JOURNEY = 'request';

/** Whether only a system of two regions can play the experiment. */
export function needsTwoRegions({ regionFaults, phases }: Pick<Experiment, 'regionFaults' | 'phases'>): boolean {
  return regionFaults !== undefined || phases.some(({ scenarios }) => scenarios.some(({ near }) => near !== undefined));
}

/** The region closest to the customers of each scenario, in a system of two regions. */
export function nearestRegions({ phases }: Pick<Experiment, 'phases'>): (scenario: string) => RegionRole {
  const near = new Map(
    phases.flatMap(({ scenarios }) => scenarios.map((scenario) => [scenario.name, scenario.near ?? 'home'] as const)),
  );
  return (scenario) => near.get(scenario) ?? 'home';
}

/** How many iterations a scenario is planned to start in a phase. They are numbered from 0. */
export function plannedIterations(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}

/** One scenario of one phase. */
export interface PlannedStretch {
  readonly phase: string;
  readonly scenario: string;
  readonly journey: string;
  /** Iterations per second. */
  readonly rate: number;
  /** Real seconds after the load begins. */
  readonly startsAt: number;
  readonly seconds: number;
  /** Iterations to start: rate x seconds. */
  readonly planned: number;
  /** A scenario that returns in a later phase continues its count, so that correlation ids stay unique. */
  readonly firstIteration: number;
  /** In a system of two regions: the region closest to the customers who send it. */
  readonly near?: RegionRole;
}

/** The scenarios of all phases in order, by the names under which k6 runs them: `<phase>-<scenario>`. */
export function plannedStretches(phases: readonly Phase[]): ReadonlyMap<string, PlannedStretch> {
  const stretches = new Map<string, PlannedStretch>();
  const counted = new Map<string, number>();
  let startsAt = 0;
  for (const { name: phase, scenarios, seconds, drainSeconds } of phases) {
    for (const { name: scenario, journey, rate, near } of scenarios) {
      const planned = plannedIterations(rate, seconds);
      const firstIteration = counted.get(scenario) ?? 0;
      counted.set(scenario, firstIteration + planned);
      const stretch = { phase, scenario, journey, rate, startsAt, seconds, planned, firstIteration };
      stretches.set(`${phase}-${scenario}`, near === undefined ? stretch : { ...stretch, near });
    }
    startsAt += seconds + drainSeconds;
  }
  return stretches;
}
