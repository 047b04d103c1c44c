import { driftRecords, type HeldStage, undoDrift } from '../control/index.ts';
import type { Design } from '../deployment/index.ts';
import { messageOf } from '../errors.ts';
import type { Sabotage } from '../sabotage/index.ts';
import type { LoadCredentials, LoadDriver, LoadResult } from '../schemas/index.ts';
import type { ActiveRun, RunContext } from './context.ts';
import { createKnownStores } from './known-stores.ts';
import { recordDrill } from './phases/drill.ts';
import { createArmedFaults } from './phases/faults.ts';
import { loadAndBreak } from './phases/load.ts';
import { recordMoves } from './phases/regions.ts';
import { awaitQueues } from './phases/queues.ts';
import { type BuildRelease, withReleases } from './phases/releases.ts';
import { awaitAlarms, awaitRest, driftAndReconcile } from './phases/recovery.ts';
import { isSteady, probeSteadyState } from './phases/steady-state.ts';
import type { RunDirectory } from './run-directory.ts';
import { recordAccess } from './watch/access.ts';
import { createHalt } from './watch/halt.ts';
import { recordBlindAlarms } from './watch/blind-alarms.ts';
import { recordDeployment } from './watch/deployment.ts';
import { recordIteratorAges } from './watch/iterator-age.ts';
import { observe } from './watch/observation.ts';
import { type Presence, watchPresence } from './watch/presence.ts';
import { recordSabotage } from './watch/sabotage.ts';
import { watchTraces } from './watch/traces.ts';

export interface RunOutcome {
  readonly status: 'completed' | 'stopped';
  /** Undefined if the system was not steady, so that nothing was started. */
  readonly load: LoadResult | undefined;
}

/** What a run uses besides its context. */
interface RunMeans {
  readonly directory: RunDirectory;
  /** Path of that directory. */
  readonly path: string;
  readonly held: HeldStage;
  /** Whoever runs it, for `chaos status`. */
  readonly by: string;
  readonly sabotage: Pick<Sabotage, 'name' | 'seen'> | undefined;
  /** What the unmodified templates say. */
  readonly design: Design;
  /** Alarms that earlier runs of the same game day made fire and clear. */
  readonly provenAlarms: readonly string[];
  readonly load: LoadDriver;
  readonly credentials: LoadCredentials;
  readonly buildRelease: BuildRelease | undefined;
  readonly figures: Record<string, number>;
}

/**
 * Executes the run from the steady state to the last snapshot. Even if the run fails, its faults are released at the
 * end and its drift is undone.
 */
export async function executeRun(context: RunContext, means: RunMeans): Promise<RunOutcome> {
  const { clock, recorder } = context;
  const { directory, held, by, sabotage, design, figures } = means;
  if (context.target.queues !== undefined) figures['queues'] = context.target.queues.names.length;
  const faults = withReleases(createArmedFaults({ ...context, lock: held.lock, by }), context, means.buildRelease);
  const halt = createHalt({ ...context, held, faults });
  const ending = AbortSignal.any([context.signal, halt.signal]);
  const steady = await isSteady(context, held);
  await recordDeployment(context, design, 'start');
  await recordBlindAlarms(context, 'start');
  await recordSabotage(context, sabotage);
  if (!steady) return { status: 'completed', load: undefined };
  ending.throwIfAborted();
  const { opened } = context.target;
  const known =
    opened === undefined ? undefined : createKnownStores({ ...context, opened, directory, path: means.path });
  const run: ActiveRun = {
    ...context,
    faults,
    halt,
    ending,
    known,
    figures,
    observation: observe({
      run: context.run,
      target: context.target,
      clock,
      recorder,
      directory,
      known,
      progress: context.progress,
    }),
  };
  const traces = watchTraces({ ...context, directory, path: means.path });
  const presence = watchPresence({
    ...context,
    path: means.path,
    figures,
    halt: (reason) => {
      halt.halt(reason);
    },
  });
  try {
    await traces?.ready;
    const load = await loadAndBreak(run, means);
    addPulseOf(load, clock, presence);
    known?.backlog.loadEnded();
    const finished = await unlessStopped(run, () => recover(run));
    if (!finished) await afterStop(run);
    await lastEvidence(run, finished);
    await recordDeployment(context, design, 'end');
    await recordBlindAlarms(context, 'end');
    await recordSabotage(context, sabotage);
    if (finished && context.experiment.drill === true) await recordDrill(run, design, means.provenAlarms);
    await traces?.finish();
    await recordAccess(context, directory);
    await presence.stop();
    const broken = presence.brokenBy();
    if (broken !== undefined) throw broken;
    await cleanUp(run);
    return { status: finished ? 'completed' : 'stopped', load };
  } catch (error) {
    await Promise.allSettled([run.observation.stop(), known?.backlog.stop(), traces?.cancel(), presence.stop()]);
    await cleanUp(run).catch((failure: unknown) => {
      context.progress(`what the run left behind could not be cleaned up: ${messageOf(failure)}`);
    });
    throw presence.brokenBy() ?? error;
  }
}

/** The load generator gives its times by the machine's clock. */
function addPulseOf({ pulse }: LoadResult, clock: RunContext['clock'], presence: Presence): void {
  if (pulse === undefined) return;
  const elapsed = (time: string) => Math.max(0, Date.parse(time) - clock.startedAt.getTime());
  presence.addLoad(
    pulse.beats,
    pulse.gaps.map(({ from, to }) => ({ fromMs: elapsed(from), toMs: elapsed(to) })),
  );
}

/**
 * @returns whether the work was done; false if the run was stopped on purpose before or during it
 */
async function unlessStopped({ halt }: Pick<ActiveRun, 'halt'>, work: () => Promise<void>): Promise<boolean> {
  if (halt.stopped() !== undefined) return false;
  try {
    await work();
    return halt.stopped() === undefined;
  } catch (error) {
    if (halt.stopped() === undefined) throw error;
    return false;
  }
}

async function recover(run: ActiveRun): Promise<void> {
  const { experiment, observation, known, ending } = run;
  await awaitDrained(run, ending);
  await known?.keepSnapshot('drained');
  await observation.catchUp();
  await driftAndReconcile(run);
  await awaitRest(run, { stranded: true }, ending);
  run.pair?.reached('reconciled');
  await awaitAlarms(run);
  await probeSteadyState(run, experiment.steadyState.after, 'after');
  ending.throwIfAborted();
}

/** What a queue still delivers may leave sagas unfinished again. */
async function awaitDrained(run: ActiveRun, signal: AbortSignal): Promise<void> {
  await awaitRest(run, { stranded: false }, signal);
  if (run.target.queues === undefined) return;
  await awaitQueues(run, signal);
  await awaitRest(run, { stranded: false }, signal);
}

/** A stopped run still has to show where its sagas came to rest. */
async function afterStop(run: ActiveRun): Promise<void> {
  const { halt, known, signal } = run;
  await halt.disarmed();
  await awaitDrained(run, signal);
  if (known?.hasSnapshot('drained') === false) await known.keepSnapshot('drained');
}

async function lastEvidence(run: ActiveRun, finished: boolean): Promise<void> {
  const { known, observation, clock, figures } = run;
  await known?.keepSnapshot('end');
  await known?.backlog.stop();
  await observation.stop();
  recordMoves(run);
  if (finished) await recordIteratorAges(run, clock.virtual((figures['startSeconds'] ?? 0) * 1000));
}

/** Tries each part even if another one fails, and then throws the first failure. */
async function cleanUp({ run, target, recorder, known, halt, faults, pair }: ActiveRun): Promise<void> {
  pair?.restore();
  const undoOwnDrift = async () => {
    if (known === undefined) return;
    const own = (await driftRecords(target)).filter((record) => record.run === run);
    for (const { driftId, key } of await undoDrift(target, () => Promise.resolve(known.opened), own)) {
      recorder.record({ kind: 'drift.undone', faultId: driftId, key });
    }
  };
  const ended = await Promise.allSettled([halt.disarmed(), faults.releaseAll(), undoOwnDrift()]);
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
