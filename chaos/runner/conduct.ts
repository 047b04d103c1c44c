import { setTimeout as sleep } from 'node:timers/promises';
import { judgedRun } from '../checkers/index.ts';
import { commerceOf, type LoadResult, type Snapshot, type SnapshotName } from '../contract/index.ts';
import { countUnfinished, type Stores, sqlOf, takeSnapshot } from '../stores/index.ts';
import { alarmsSettled } from './alarms-settled.ts';
import { disarm } from './control.ts';
import { type SeededDrift, seedDrift, undoDrift } from './drift.ts';
import { type Observation, observe } from './observation.ts';
import { armFirstPhase, conductPhases, type Stage } from './phases.ts';
import { runReconcileNow } from './reconcile.ts';
import type { RunDirectory } from './run-directory.ts';
import { recordSabotage } from './sabotage-evidence.ts';
import { alignWithSchedule } from './schedule.ts';
import { isSteady } from './steady-state.ts';

const POLL_MS = 500;
/** Virtual seconds in which an alarm that has nothing left to tell of goes back to OK. */
const CLEARING_SECONDS = 600;

interface Scene extends Stage {
  readonly directory: RunDirectory;
  readonly stores: Stores;
  readonly observation: Observation;
  /** Drift that was seeded; put back when the run ends before its verdict. */
  readonly seeded: SeededDrift[];
}

/**
 * The run from its steady state to its last snapshot. Whatever happens, its faults are released at the end.
 *
 * @returns what the load brought home; undefined where the system was not steady, and nothing was started
 */
export async function conduct(stage: Stage, directory: RunDirectory): Promise<LoadResult | undefined> {
  const { ports } = stage;
  if (!(await isSteady(stage))) return undefined;
  const { clients, system } = ports;
  const stores: Stores = {
    dynamodb: clients.dynamodb,
    sql: sqlOf(clients.rdsData, commerceOf(system).cluster),
    table: (name) => `${system.prefix}${name}`,
  };
  const observation = observe(stage, directory);
  const scene: Scene = { ...stage, directory, stores, observation, seeded: [] };
  try {
    const load = await loadAndBreak(scene);
    await rest(scene);
    const drained = await keepSnapshot(scene, 'drained');
    await observation.catchUp();
    await driftAndReconcile(scene, drained);
    await rest(scene);
    await awaitAlarms(scene);
    await keepSnapshot(scene, 'end');
    await observation.stop();
    await recordSabotage(scene);
    return load;
  } catch (error) {
    await Promise.allSettled([observation.stop(), undoDrift(scene.seeded, stores)]);
    throw error;
  } finally {
    await Promise.all(stage.experiment.faults.map(({ id }) => disarm(ports, id)));
  }
}

/** Loads the system phase by phase, then waits until its sagas rest. The stores are read before and after. */
async function loadAndBreak(scene: Scene): Promise<LoadResult> {
  const { ports, clock, experiment, run, directory } = scene;
  const { signal } = ports;
  await keepSnapshot(scene, 'before');
  await alignWithSchedule(scene);
  await armFirstPhase(scene, signal);
  ports.progress('starting the load');
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const unfinishedIn = (scenario: string) => countUnfinished(scene.stores, `${run}-${scenario}-`);
  const { phases } = experiment;
  const load = await ports.load.start({
    ...{ run, phases, outcomes: experiment.expect.outcomes, system: ports.system, seed: ports.seed },
    runDirectory: ports.directory,
    signal: either,
  });
  try {
    await load.started;
    const stop = (error: unknown): never => {
      ending.abort();
      throw error;
    };
    const [finished, conducted] = await Promise.allSettled([
      load.finished.catch(stop),
      conductPhases(scene, clock.elapsedMs(), unfinishedIn, either).catch(stop),
    ]);
    if (finished.status === 'rejected') throw finished.reason;
    if (conducted.status === 'rejected') throw conducted.reason;
    const operations = finished.value.operations.map((operation) => ({
      ...operation,
      elapsedMs: Date.parse(operation.sentAt) - clock.startedAt.getTime(),
    }));
    await directory.history(operations);
    return { ...finished.value, operations };
  } finally {
    ending.abort();
  }
}

/** Waits until no saga is unfinished, or until the budget to converge is used up. */
async function rest({ experiment, clock, stores, ports }: Scene): Promise<void> {
  const last = clock.elapsedMs() + (experiment.budgets.convergeSeconds / clock.speed) * 1000;
  for (;;) {
    const unfinished = await countUnfinished(stores);
    if (unfinished === 0 || clock.elapsedMs() > last) return;
    ports.progress(`${unfinished} sagas are unfinished`);
    await sleep(POLL_MS, undefined, { signal: ports.signal });
  }
}

/** Seeds the drift, and waits for the reconcile run that is to find it. */
async function driftAndReconcile(scene: Scene, drained: Snapshot): Promise<void> {
  const { experiment, run, ports, stores, recorder, clock, observation, seeded } = scene;
  await seedDrift(experiment.drift, {
    run,
    seed: ports.seed,
    stores,
    snapshot: drained,
    now: () => clock.virtual(),
    recorder,
    seeded,
  });
  await keepSnapshot(scene, 'drifted');
  if (experiment.reconcile === undefined) return;
  const { by, timeoutSeconds } = experiment.reconcile;
  const last = clock.elapsedMs() + timeoutSeconds * 1000;
  ports.progress(`${seeded.length} drifts seeded; waiting for the reconciler, by ${by}`);
  if (by === 'run-now') await runReconcileNow(ports);
  while (judgedRun(recorder.events) === undefined && clock.elapsedMs() < last) {
    await sleep(POLL_MS, undefined, { signal: ports.signal });
    await observation.catchUp();
  }
}

/** Waits until expected alarms have fired and cleared, or can do so no more. */
async function awaitAlarms({ experiment, clock, recorder, ports }: Scene): Promise<void> {
  const slowest = Math.max(0, ...experiment.expect.alarms.map(({ withinSeconds }) => withinSeconds));
  const allowed = Math.min(CLEARING_SECONDS, slowest + CLEARING_SECONDS / 2);
  const last = clock.elapsedMs() + (allowed / clock.speed) * 1000;
  while (!alarmsSettled(experiment.expect.alarms, recorder.events) && clock.elapsedMs() < last) {
    await sleep(POLL_MS, undefined, { signal: ports.signal });
  }
}

async function keepSnapshot({ stores, clock, directory, recorder }: Scene, name: SnapshotName): Promise<Snapshot> {
  const snapshot = await takeSnapshot(stores, name, clock.virtual());
  await directory.snapshot(snapshot);
  recorder.record({ kind: 'snapshot', name });
  return snapshot;
}
