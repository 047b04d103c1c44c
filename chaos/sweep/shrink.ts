/** Makes a failing experiment smaller while it still fails. */
import type { Experiment } from '../schemas/index.ts';

/** Plays an experiment. @returns the names of the checks that were invalid */
export type Trial = (experiment: Experiment) => Promise<readonly string[]>;

/**
 * The smallest experiment that was found to still fail by one of the same checks: fewer faults, then fewer scenarios,
 * then fewer hits.
 *
 * @param failed the checks that the experiment failed by
 * @param mayContinue whether there is time for another run
 */
export async function shrink(
  experiment: Experiment,
  failed: readonly string[],
  play: Trial,
  mayContinue: () => boolean,
): Promise<Experiment> {
  for (const simpler of simplerThan(experiment)) {
    if (!mayContinue()) break;
    const again = await play(simpler);
    const same = again.filter((check) => failed.includes(check));
    if (same.length > 0) return shrink(simpler, same, play, mayContinue);
  }
  return experiment;
}

/** Below this share, a short run may hit nothing. */
const MIN_RATE = 0.1;

/** The experiments that are one step simpler, those that leave out the largest part first. */
export function simplerThan(experiment: Experiment): readonly Experiment[] {
  return [...withoutAFault(experiment), ...withoutAScenario(experiment), ...withFewerHits(experiment)];
}

function withoutAFault(experiment: Experiment): Experiment[] {
  const { faults } = experiment;
  return faults.map((_, left) => ({ ...experiment, faults: faults.filter((__, index) => index !== left) }));
}

/** Leaves out scenarios that no fault hits. */
function withoutAScenario(experiment: Experiment): Experiment[] {
  const { phases, faults } = experiment;
  const isHit = (name: string) => faults.some(({ scenario }) => scenario === name);
  const idle = phases.flatMap(({ scenarios }) => scenarios.map(({ name }) => name)).filter((name) => !isHit(name));
  return idle.flatMap((name) => {
    const kept = phases
      .map((phase) => ({ ...phase, scenarios: phase.scenarios.filter((scenario) => scenario.name !== name) }))
      .filter(({ scenarios }) => scenarios.length > 0);
    return kept.length === 0 ? [] : [{ ...experiment, phases: kept }];
  });
}

function withFewerHits(experiment: Experiment): Experiment[] {
  const { faults } = experiment;
  return faults.flatMap((halved, at) =>
    halved.rate / 2 < MIN_RATE
      ? []
      : [{ ...experiment, faults: faults.with(at, { ...halved, rate: halved.rate / 2 }) }],
  );
}
