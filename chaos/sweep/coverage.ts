/** Which faults have hit which steps at which points, over all runs of a sweep. */
import type { Experiment, Journal } from '../schemas/index.ts';
import type { SystemDefinition } from '../system/index.ts';
import { canAct, SWEPT_KINDS, sweptSteps } from './bounds.ts';

/** A kind of fault at a point of a step, such as `exception at payment prepare, after-commit`. */
export type Combination = string;

/** How many operations each combination has hit. */
export type Reached = ReadonlyMap<Combination, number>;

const named = (fault: string, service: string, step: string, point: string | undefined): Combination =>
  `${fault} at ${service} ${step}${point === undefined ? '' : `, ${point}`}`;

/** Every combination that a sweep of the system can draw. */
export function combinationsOf(system: Pick<SystemDefinition, 'steps'>): readonly Combination[] {
  return sweptSteps(system).flatMap((target) =>
    SWEPT_KINDS.filter((kind) => canAct(kind, target)).flatMap(({ fault, points }) =>
      points.map((point) => named(fault, target.service, target.step, point)),
    ),
  );
}

/** The hits of one run. */
export function reachedBy({ faults }: Pick<Experiment, 'faults'>, { hits }: Pick<Journal, 'hits'>): Reached {
  return added(faults.map(({ id, fault, parameters }) => [combinationOf(fault, parameters), hits[id]?.observed ?? 0]));
}

function combinationOf(fault: string, parameters: Experiment['faults'][number]['parameters']): Combination {
  const textOf = (name: string) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : undefined;
  };
  return named(fault, textOf('service') ?? '', textOf('step') ?? '', textOf('point'));
}

/** Combinations that no run has reached. */
export function unreached(system: Pick<SystemDefinition, 'steps'>, runs: readonly Reached[]): readonly Combination[] {
  const reached = added(runs.flatMap((run) => [...run]));
  return combinationsOf(system).filter((combination) => (reached.get(combination) ?? 0) === 0);
}

function added(counts: readonly (readonly [Combination, number])[]): Reached {
  const sums = new Map<Combination, number>();
  for (const [combination, count] of counts) sums.set(combination, (sums.get(combination) ?? 0) + count);
  return sums;
}
