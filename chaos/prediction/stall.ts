import { type Experiment, isHit, type LoadFault, type Phase, plannedIterations } from '../schemas/index.ts';

/** Above this share of a shard's time, hits overlap, and the experiment itself jams the stream. */
export const MAX_STALL = 0.5;

/** Load x hit rate x seconds per hit: the share of a shard's time that the fault takes. */
export interface Stall {
  /** By the scenario's rate, or, if the fault lists its iterations, by their number per second. */
  readonly hitsPerSecond: number;
  readonly secondsPerHit: number;
  readonly shards: number;
  readonly product: number;
}

type StallingFault = Pick<LoadFault, 'rate' | 'iterations' | 'stall'>;

/** @returns undefined if the fault states no stall */
export function stallOf(
  { rate, iterations, stall }: StallingFault,
  { seconds }: Pick<Phase, 'seconds'>,
  load: number,
): Stall | undefined {
  if (stall === undefined) return undefined;
  const hitsPerSecond = iterations === undefined ? load * rate : iterations.length / seconds;
  const { secondsPerHit, shards } = stall;
  return { hitsPerSecond, secondsPerHit, shards, product: (hitsPerSecond * secondsPerHit) / shards };
}

/** The product that an experiment must state, with its factors. */
export function stallText({ hitsPerSecond, secondsPerHit, shards, product }: Stall): string {
  const over = `${shards} ${shards === 1 ? 'shard' : 'shards'}`;
  return `stalls ${figure(hitsPerSecond)} hits/s x ${figure(secondsPerHit)} s / ${over} = ${figure(product)} of at most ${MAX_STALL}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** The fault's scenario and the phase in which it runs; undefined for a fault without a scenario. */
export function aimOf({ phases }: Pick<Experiment, 'phases'>, { scenario: name }: Pick<LoadFault, 'scenario'>) {
  for (const phase of phases) {
    const scenario = phase.scenarios.find((one) => one.name === name);
    if (scenario !== undefined) return { phase, scenario };
  }
  return undefined;
}

/** How many of the planned iterations the seed lets the fault hit. */
export function countPlannedHits(experiment: Pick<Experiment, 'phases'>, fault: LoadFault, seed: number): number {
  const aim = aimOf(experiment, fault);
  if (aim === undefined) return 0;
  const { name: scenario, rate } = aim.scenario;
  const planned = plannedIterations(rate, aim.phase.seconds);
  const aimed = { seed, faultId: fault.id, scenario, rate: fault.rate, iterations: fault.iterations };
  let count = 0;
  for (let iteration = 0; iteration < planned; iteration += 1) if (isHit(aimed, iteration)) count += 1;
  return count;
}
