import type { Experiment } from '../schemas/index.ts';
import { startBeforeTick, waitForTick } from './alignment.ts';
import { faultsOf, type Stage } from './phases.ts';

/** Real seconds in which the load comes up, and in which sagas rest and drift is seeded after it. */
const START_SECONDS = 5;
const REST_SECONDS = 20;
/** Real seconds in which a system boots, takes in its stock and is warmed. */
const BOOT_SECONDS = 15;

/** When the virtual clock is to start of a system that is booted at `now` for the experiment. */
export function startFor(experiment: Experiment, speed: number, now: Date): Date {
  if (experiment.reconcile?.by !== 'schedule') return now;
  return startBeforeTick(now, speed, quietStretchOf(experiment), BOOT_SECONDS);
}

/** Waits, where the hourly schedule is to be judged, until its next run falls where the plan wants it. */
export async function alignWithSchedule({ experiment, clock, ports }: Stage): Promise<void> {
  if (experiment.reconcile?.by !== 'schedule') return;
  const wait = waitForTick(clock.virtual(), clock.speed, quietStretchOf(experiment));
  if (wait === 0) return;
  ports.progress(`waiting ${wait.toFixed(0)} s, so that no hourly run falls between faults and drift`);
  await clock.until(clock.elapsedMs() + wait * 1000, ports.signal);
}

function quietStretchOf(experiment: Experiment) {
  const { phases } = experiment;
  const ends = phases.map((_, index) =>
    phases.slice(0, index + 1).reduce((sum, { seconds, drainSeconds }) => sum + seconds + drainSeconds, 0),
  );
  const first = phases.findIndex((phase) => faultsOf(experiment, phase).length > 0);
  const from = first <= 0 ? 0 : (ends[first - 1] ?? 0);
  return { from, to: START_SECONDS + (ends.at(-1) ?? 0) + REST_SECONDS };
}
