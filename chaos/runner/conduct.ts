import type { LoadResult } from '../schemas/index.ts';
import { followBacklog } from './backlog.ts';
import { disarm, driftRecords } from './control/index.ts';
import { undoDrift } from './drift.ts';
import { createHalt } from './halt.ts';
import { recordIteratorAges } from './iterator-age.ts';
import { loadAndBreak } from './load.ts';
import { observe } from './observation.ts';
import type { Stage } from './phases.ts';
import { awaitAlarms, driftAndReconcile, rest } from './recovery.ts';
import type { RunDirectory } from './run-directory.ts';
import { recordSabotage } from './sabotage-evidence.ts';
import { keepSnapshot, type Known, type Scene } from './scene.ts';
import { isSteady, probeSteadyState } from './steady-state.ts';
import { storesOf } from './stores.ts';
import { strandedBy } from './stranded.ts';

/** What a run brought home. */
export interface Course {
  readonly status: 'completed' | 'stopped';
  /** Undefined where the system was not steady, and nothing was started. */
  readonly load: LoadResult | undefined;
}

/**
 * The run from its steady state to its last snapshot. Whatever happens, its faults are released at the end and its
 * drift is put back.
 */
export async function conduct(stage: Stage, directory: RunDirectory): Promise<Course> {
  const halt = createHalt(stage);
  const ending = AbortSignal.any([stage.ports.signal, halt.signal]);
  if (!(await isSteady(stage))) return { status: 'completed', load: undefined };
  ending.throwIfAborted();
  const known = stage.experiment.system === 'custom' ? undefined : knownOf(stage);
  const scene: Scene = { ...stage, directory, observation: observe(stage, directory), halt, ending, known };
  try {
    const load = await loadAndBreak(scene);
    known?.backlog.loadEnded();
    const finished = await unlessStopped(scene, () => recover(scene));
    if (!finished) await afterStop(scene);
    await lastEvidence(scene, finished);
    return { status: finished ? 'completed' : 'stopped', load };
  } catch (error) {
    await Promise.allSettled([scene.observation.stop(), known?.backlog.stop()]);
    throw error;
  } finally {
    await cleanUp(scene);
  }
}

function knownOf({ experiment, run, ports, recorder }: Stage): Known | undefined {
  const stores = storesOf(ports);
  if (stores === undefined) return undefined;
  return {
    stores,
    backlog: followBacklog(stores, run, recorder),
    isStranded: strandedBy(experiment, ports.seed),
    snapshots: new Map(),
  };
}

/** @returns whether it was done; not where the run was stopped on purpose, before it or meanwhile */
async function unlessStopped({ halt }: Scene, work: () => Promise<void>): Promise<boolean> {
  if (halt.stopped() !== undefined) return false;
  try {
    await work();
    return halt.stopped() === undefined;
  } catch (error) {
    if (halt.stopped() === undefined) throw error;
    return false;
  }
}

async function recover(scene: Scene): Promise<void> {
  const { experiment, observation, ending } = scene;
  await rest(scene, 'not', ending);
  await keepSnapshot(scene, 'drained');
  await observation.catchUp();
  await driftAndReconcile(scene);
  await rest(scene, 'too', ending);
  await awaitAlarms(scene);
  await probeSteadyState(scene, experiment.steadyState.after, 'after');
  ending.throwIfAborted();
}

/** What is still to be known of a run that was stopped: where its sagas came to rest. */
async function afterStop(scene: Scene): Promise<void> {
  const { halt, known, ports } = scene;
  await halt.disarmed();
  await rest(scene, 'not', ports.signal);
  if (known?.snapshots.has('drained') === false) await keepSnapshot(scene, 'drained');
}

async function lastEvidence(scene: Scene, finished: boolean): Promise<void> {
  const { known, observation, clock } = scene;
  await keepSnapshot(scene, 'end');
  await known?.backlog.stop();
  await observation.stop();
  if (finished) await recordIteratorAges(scene, clock.virtual((scene.figures['startSeconds'] ?? 0) * 1000));
  await recordSabotage(scene);
}

/** Each part is tried, whatever became of the others; the first failure is told. */
async function cleanUp({ experiment, run, ports, recorder, known, halt }: Scene): Promise<void> {
  const putBack = async () => {
    if (known === undefined) return;
    const mine = (await driftRecords(ports)).filter((record) => record.run === run);
    for (const { driftId, key } of await undoDrift(ports, known.stores, mine)) {
      recorder.record({ kind: 'drift.undone', faultId: driftId, key });
    }
  };
  const ended = await Promise.allSettled([
    halt.disarmed(),
    ...experiment.faults.map(({ id }) => disarm(ports, id, run)),
    putBack(),
  ]);
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
