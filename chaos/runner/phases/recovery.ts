/** What follows the load: sagas come to rest, drift is seeded and reconciled, alarms clear. */
import { counted } from '../../checkers/checker.ts';
import { hasConcluded, runsSinceDrift } from '../../checkers/index.ts';
import type { ExpectedAlarm, RunEvent } from '../../schemas/index.ts';
import type { ActiveRun } from '../context.ts';
import { runReconcileNow } from '../reconcile.ts';
import { seedDrift } from './drift.ts';
import { awaitIdleReconciler } from './schedule.ts';
import { CLEARING_SECONDS } from './steady-state.ts';

const POLL_MS = 500;
const REST_POLL_MS = 1000;

/**
 * Waits until no saga is unfinished, or until the convergence budget is used up.
 *
 * @param stranded whether to wait also for the sagas that only the reconciler ends
 */
export async function awaitRest(
  { experiment, clock, known, progress }: Pick<ActiveRun, 'experiment' | 'clock' | 'known' | 'progress'>,
  { stranded }: { readonly stranded: boolean },
  signal: AbortSignal,
): Promise<void> {
  if (known === undefined) return;
  const deadline = clock.elapsedMs() + (experiment.budgets.convergeSeconds / clock.speed) * 1000;
  for (;;) {
    const all = await known.backlog.count();
    const unfinished = stranded ? all : all.filter((id) => !known.isStranded(id));
    if (unfinished.length === 0 || clock.elapsedMs() > deadline) return;
    progress(`waiting for ${counted(unfinished.length, 'unfinished saga')}`);
    await clock.until(clock.elapsedMs() + REST_POLL_MS, signal);
  }
}

/** Seeds the drift, and waits for the reconcile run that must find it. */
export async function driftAndReconcile(run: ActiveRun): Promise<void> {
  const { experiment, target, recorder, clock, observation, known, ending, progress, pair } = run;
  if (known?.hasSnapshot('drained') !== true) return;
  if (pair?.own === 'home') await pair.awaitOther('at-rest', ending);
  if (experiment.drift.length > 0) {
    // An hourly run is what the schedule's own experiments wait for; `alignWithSchedule` has placed it.
    if (experiment.reconcile?.by === 'run-now') await awaitIdleReconciler(run);
    await seedDrift(run, known, await known.snapshot('drained'));
  }
  await known.keepSnapshot('drifted');
  if (pair?.own === 'other') {
    pair.reached('at-rest');
    await pair.awaitOther('reconciled', ending);
  }
  if (experiment.reconcile === undefined) return;
  const { by, afterSeconds, timeoutSeconds } = experiment.reconcile;
  const count = experiment.drift.reduce((sum, drift) => sum + drift.count, 0);
  if (by === 'run-now') {
    const wait = (afterSeconds / clock.speed) * 1000;
    if (wait > 0) progress(`waiting ${afterSeconds} virtual s before the reconciler runs`);
    await clock.until(clock.elapsedMs() + wait, ending);
  }
  progress(`drift seeded on ${counted(count, 'key')}; waiting for the reconciler, by ${by}`);
  const deadline = clock.elapsedMs() + timeoutSeconds * 1000;
  let started = 0;
  while (!hasConcluded(recorder.events, by) && clock.elapsedMs() < deadline) {
    // A run that began while the hourly run held the lease was stopped, so another one is started.
    if (by === 'run-now' && runsSinceDrift(recorder.events, by).length >= started) {
      await runReconcileNow(target);
      started += 1;
    }
    await clock.until(clock.elapsedMs() + POLL_MS, ending);
    await observation.catchUp();
  }
}

/** Waits until the expected alarms have fired and cleared, or can no longer do so in time. */
export async function awaitAlarms({
  experiment,
  clock,
  recorder,
  ending,
}: Pick<ActiveRun, 'experiment' | 'clock' | 'recorder' | 'ending'>): Promise<void> {
  const { alarms } = experiment.expect;
  const slowest = Math.max(0, ...alarms.map(({ withinSeconds }) => withinSeconds));
  const allowed = Math.min(CLEARING_SECONDS, slowest + CLEARING_SECONDS / 2);
  const deadline = clock.elapsedMs() + (allowed / clock.speed) * 1000;
  while (!alarms.every((alarm) => hasSettled(alarm, recorder.events)) && clock.elapsedMs() < deadline) {
    await clock.until(clock.elapsedMs() + POLL_MS, ending);
  }
}

/** Whether the alarm has fired and, where it must clear, is back in OK. */
function hasSettled({ name, clears }: ExpectedAlarm, events: readonly RunEvent[]): boolean {
  const changes = events
    .filter((event) => event.kind === 'alarm')
    .filter(({ alarm }) => alarm === name)
    .sort((one, other) => one.elapsedMs - other.elapsedMs);
  const fired = changes.some(({ to }) => to === 'ALARM');
  return fired && (!clears || changes.at(-1)?.to === 'OK');
}
