import { type Experiment, isHit, type LoadFault, type Phase, plannedIterations } from '../schemas/index.ts';

/** Above it, hits that hold up one shard begin to overlap, and a jam is the experiment's doing and not the system's. */
export const MOST_STALLED = 0.5;

/** Load x hit rate x seconds a hit holds its shard: how much of a shard's time the fault takes. */
export interface Stall {
  /** Of the scenario, or iterations a second where they are named. */
  readonly hitsPerSecond: number;
  readonly secondsPerHit: number;
  readonly shards: number;
  readonly product: number;
}

type Stalling = Pick<LoadFault, 'rate' | 'iterations' | 'stall'>;

/** Undefined where the fault states no stall. */
export function stallOf(
  { rate, iterations, stall }: Stalling,
  { seconds }: Pick<Phase, 'seconds'>,
  load: number,
): Stall | undefined {
  if (stall === undefined) return undefined;
  const hitsPerSecond = iterations === undefined ? load * rate : iterations.length / seconds;
  const { secondsPerHit, shards } = stall;
  return { hitsPerSecond, secondsPerHit, shards, product: (hitsPerSecond * secondsPerHit) / shards };
}

/** The phase in which the fault's scenario loads the system, and that scenario; undefined for a fault without one. */
export function aimOf({ phases }: Pick<Experiment, 'phases'>, { scenario: name }: Pick<LoadFault, 'scenario'>) {
  for (const phase of phases) {
    const scenario = phase.scenarios.find((one) => one.name === name);
    if (scenario !== undefined) return { phase, scenario };
  }
  return undefined;
}

/** The iterations of its scenario that the seed lets the fault hit, when all that are planned are sent. */
export function plannedHits(experiment: Pick<Experiment, 'phases'>, fault: LoadFault, seed: number): number[] {
  const aim = aimOf(experiment, fault);
  if (aim === undefined) return [];
  const { name: scenario, rate } = aim.scenario;
  const planned = Array.from({ length: plannedIterations(rate, aim.phase.seconds) }, (_, iteration) => iteration);
  return planned.filter((iteration) => isHit({ ...fault, seed, faultId: fault.id, scenario }, iteration));
}
