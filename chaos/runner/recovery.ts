/** What follows the load: sagas come to rest, drift is seeded and reconciled, alarms clear. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasConcluded, runsSinceDrift } from '../checkers/index.ts';
import { CLEARING_SECONDS } from './aftermath.ts';
import { alarmsSettled } from './alarms-settled.ts';
import { seedDrift } from './drift.ts';
import { runReconcileNow } from './reconcile.ts';
import { keepSnapshot, type Scene } from './scene.ts';

const POLL_MS = 500;
const REST_POLL_MS = 1000;

/**
 * Waits until no saga is unfinished, or until the budget to converge is used up.
 *
 * @param stranded whether those that only the reconciler ends are waited for too
 */
export async function rest(
  { experiment, clock, known, ports }: Scene,
  stranded: 'too' | 'not',
  signal: AbortSignal,
): Promise<void> {
  if (known === undefined) return;
  const last = clock.elapsedMs() + (experiment.budgets.convergeSeconds / clock.speed) * 1000;
  for (;;) {
    const all = await known.backlog.look();
    const unfinished = stranded === 'too' ? all : all.filter((id) => !known.isStranded(id));
    if (unfinished.length === 0 || clock.elapsedMs() > last) return;
    ports.progress(`${unfinished.length} sagas are unfinished`);
    await sleep(REST_POLL_MS, undefined, { signal });
  }
}

/** Seeds the drift, and waits for the reconcile run that is to find it. */
export async function driftAndReconcile(scene: Scene): Promise<void> {
  const { experiment, run, ports, recorder, clock, observation, known, ending } = scene;
  const drained = known?.snapshots.get('drained');
  if (known === undefined || drained === undefined) return;
  const { stores } = known;
  const now = () => clock.virtual();
  await seedDrift(experiment.drift, {
    control: ports,
    run,
    seed: ports.seed,
    stores,
    snapshot: drained,
    now,
    recorder,
  });
  await keepSnapshot(scene, 'drifted');
  if (experiment.reconcile === undefined) return;
  const { by, afterSeconds, timeoutSeconds } = experiment.reconcile;
  const count = experiment.drift.reduce((sum, drift) => sum + drift.count, 0);
  if (by === 'run-now') {
    const wait = (afterSeconds / clock.speed) * 1000;
    if (wait > 0) ports.progress(`letting ${afterSeconds} virtual s pass before the reconciler runs`);
    await clock.until(clock.elapsedMs() + wait, ending);
  }
  ports.progress(`${count} drifts seeded; waiting for the reconciler, by ${by}`);
  const last = clock.elapsedMs() + timeoutSeconds * 1000;
  let asked = 0;
  while (!hasConcluded(recorder.events, by) && clock.elapsedMs() < last) {
    // One that came while the hourly run held the lease was stopped, and is asked for again.
    if (by === 'run-now' && runsSinceDrift(recorder.events, by).length >= asked) {
      await runReconcileNow(ports);
      asked += 1;
    }
    await sleep(POLL_MS, undefined, { signal: ending });
    await observation.catchUp();
  }
}

/** Waits until expected alarms have fired and cleared, or can do so no more. */
export async function awaitAlarms({ experiment, clock, recorder, ending }: Scene): Promise<void> {
  const slowest = Math.max(0, ...experiment.expect.alarms.map(({ withinSeconds }) => withinSeconds));
  const allowed = Math.min(CLEARING_SECONDS, slowest + CLEARING_SECONDS / 2);
  const last = clock.elapsedMs() + (allowed / clock.speed) * 1000;
  while (!alarmsSettled(experiment.expect.alarms, recorder.events) && clock.elapsedMs() < last) {
    await sleep(POLL_MS, undefined, { signal: ending });
  }
}
