/** Places the load where no hourly run of the reconciler falls into it, which would repair what the run is about. */
import { HarnessError } from '../../errors.ts';
import type { Experiment, RunEvent } from '../../schemas/index.ts';
import type { ActiveRun, RunContext } from '../context.ts';
import { isReconcilerScheduled } from '../reconcile.ts';
import { faultsOf } from './faults.ts';

/** Real seconds for the load to start up, and, after the load, for sagas to come to rest and drift to be seeded. */
const START_SECONDS = 5;
const REST_SECONDS = 20;
/** Real seconds for a system to boot, to be seeded and to be warmed up. */
const BOOT_SECONDS = 15;
/** Real seconds by which the run of a tick shows in the log, and in which drift is seeded. */
const APPEARING_SECONDS = 5;
const SEEDING_SECONDS = 10;
const POLL_MS = 500;
/** Virtual seconds after a tick by which its reconcile run has ended. */
const TICK_SECONDS = 60;
const HOUR = 3600;

/** A stretch of a run, in real seconds from now, in which no hourly tick may fall. */
interface QuietStretch {
  readonly from: number;
  readonly to: number;
}

/** The time at which the virtual clock must start if a system for the experiment is booted at `now`. */
export function startFor(experiment: Experiment, speed: number, now: Date): Date {
  if (experiment.reconcile?.by !== 'schedule') return startAfterTick(now);
  return startBeforeTick(now, speed, quietStretchOf(experiment), BOOT_SECONDS);
}

/** Waits until no tick falls into the load or, where the hourly run is judged, between the first fault and the drift. */
export async function alignWithSchedule({
  experiment,
  target,
  clock,
  progress,
  signal,
}: Pick<RunContext, 'experiment' | 'target' | 'clock' | 'progress' | 'signal'>): Promise<void> {
  const hasRules = (target.opened?.reconciliation.rules.length ?? 0) > 0;
  if (!hasRules || !(await isReconcilerScheduled(target))) return;
  const wait = waitForTick(clock.virtual(), clock.speed, quietStretchOf(experiment));
  if (wait === 0) return;
  progress(`waiting ${wait.toFixed(0)} s, so that no hourly reconcile run falls into the load`);
  await clock.until(clock.elapsedMs() + wait * 1000, signal);
}

/**
 * Waits until no hourly run is under way, and none will start while drift is seeded. Such a run would see a part of the
 * drift, repair that, and leave the run that is judged with less than it must find.
 *
 * @throws HarnessError if a run does not end within the experiment's time for a reconcile run
 */
export async function awaitIdleReconciler({
  experiment,
  target,
  clock,
  recorder,
  observation,
  progress,
  ending,
}: Pick<
  ActiveRun,
  'experiment' | 'target' | 'clock' | 'recorder' | 'observation' | 'progress' | 'ending'
>): Promise<void> {
  if (await isReconcilerScheduled(target)) {
    const since = new Date(clock.virtual().getTime() - APPEARING_SECONDS * clock.speed * 1000);
    const wait = waitForTick(since, clock.speed, { from: 0, to: APPEARING_SECONDS + SEEDING_SECONDS });
    if (wait > 0) progress(`waiting ${wait.toFixed(0)} s for the hourly reconcile run, before drift is seeded`);
    await clock.until(clock.elapsedMs() + wait * 1000, ending);
  }
  const deadline = clock.elapsedMs() + (experiment.reconcile?.timeoutSeconds ?? 0) * 1000;
  for (;;) {
    await observation.catchUp();
    const [running] = unendedRuns(recorder.events);
    if (running === undefined) return;
    if (clock.elapsedMs() >= deadline) {
      throw new HarnessError(
        `reconcile run ${running} has not ended, so no drift can be seeded: see the log of its function`,
      );
    }
    await clock.until(clock.elapsedMs() + POLL_MS, ending);
  }
}

/** Ids of the reconcile runs that began and have not ended. */
function unendedRuns(events: readonly RunEvent[]): string[] {
  const ended = new Set(events.flatMap((event) => (event.kind === 'reconcile.ended' ? [event.runId] : [])));
  return events.flatMap((event) => (event.kind === 'reconcile.began' && !ended.has(event.runId) ? [event.runId] : []));
}

function quietStretchOf(experiment: Experiment): QuietStretch {
  const { phases } = experiment;
  const ends = phases.map((_, index) =>
    phases.slice(0, index + 1).reduce((sum, { seconds, drainSeconds }) => sum + seconds + drainSeconds, 0),
  );
  // Only the run that is judged may begin with a reconcile run: it shows that the reconciler finds nothing yet.
  const first =
    experiment.reconcile?.by === 'schedule' ? phases.findIndex((phase) => faultsOf(experiment, phase).length > 0) : 0;
  const from = first <= 0 ? 0 : (ends[first - 1] ?? 0);
  return { from, to: START_SECONDS + (ends.at(-1) ?? 0) + REST_SECONDS };
}

/**
 * Real seconds to wait before the load, so that no tick of the hourly schedule falls between the first fault and the
 * seeded drift. The next tick after the drift is then the one that is judged.
 *
 * @internal
 */
export function waitForTick(now: Date, speed: number, quiet: QuietStretch): number {
  const hour = HOUR / speed;
  const untilTick = hour - ((now.getTime() / 1000) % HOUR) / speed;
  const ticks = Array.from({ length: Math.ceil(quiet.to / hour) + 1 }, (_, index) => untilTick + index * hour);
  const within = ticks.findLast((tick) => tick >= quiet.from && tick <= quiet.to);
  return within === undefined || quiet.to - quiet.from >= hour ? 0 : within - quiet.from + 1;
}

/**
 * The next time after `now` that leaves nearly an hour until the next tick.
 *
 * @internal
 */
export function startAfterTick(now: Date): Date {
  const hourMs = HOUR * 1000;
  const sinceTickMs = TICK_SECONDS * 1000;
  return new Date(Math.ceil((now.getTime() - sinceTickMs) / hourMs) * hourMs + sinceTickMs);
}

/**
 * The next time after `now` at which a system's clock must start so that a tick falls halfway between the start of the
 * run and the quiet stretch, and nothing has to wait for it.
 *
 * @param boot real seconds from the start of the clock until the run begins
 *
 * @internal
 */
export function startBeforeTick(now: Date, speed: number, quiet: QuietStretch, boot: number): Date {
  const hourMs = HOUR * 1000;
  const leadMs = (boot + quiet.from / 2) * speed * 1000;
  return new Date(Math.ceil((now.getTime() + leadMs) / hourMs) * hourMs - leadMs);
}
