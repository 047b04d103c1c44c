import type { LoadResult, LoadRun } from '../schemas/index.ts';
import { armFirstPhase, conductPhases, pendingIn } from './phases.ts';
import { alignWithSchedule } from './schedule.ts';
import { keepSnapshot, type Scene } from './scene.ts';
import { watchStopConditions } from './stop-conditions.ts';

/**
 * Loads the system phase by phase. Its stores are read before. What was sent until the run was stopped, if it was, is
 * part of what it brings home.
 *
 * @throws what broke the load, or the signal's reason
 */
export async function loadAndBreak(scene: Scene): Promise<LoadResult> {
  const { experiment, run, ports, ending } = scene;
  await alignWithSchedule(scene);
  const failing = new AbortController();
  const signal = AbortSignal.any([ending, failing.signal]);
  // The load generator comes up meanwhile, and begins when both are done.
  const ready = Promise.all([keepSnapshot(scene, 'before'), armFirstPhase(scene, signal)]).then(() => undefined);
  ready.catch((error: unknown) => {
    failing.abort(error);
  });
  ports.progress('starting the load');
  const load = await ports.load.start({
    run,
    phases: experiment.phases,
    outcomes: experiment.expect.outcomes,
    system: ports.system,
    seed: ports.seed,
    runDirectory: ports.directory,
    ready,
    signal,
  });
  const watches = watchStopConditions(scene, load);
  try {
    const result = await untilBothEnd(scene, load, ready, failing);
    await scene.directory.history(result.operations);
    return result;
  } finally {
    failing.abort();
    await Promise.all(watches.map((watch) => watch.end()));
    await ready.catch(() => undefined);
  }
}

/** Goes on until load and phases have ended; the failure of one ends the other. */
async function untilBothEnd(
  scene: Scene,
  load: LoadRun,
  ready: Promise<void>,
  failing: AbortController,
): Promise<LoadResult> {
  const { ports, clock, halt, ending } = scene;
  const signal = AbortSignal.any([ending, failing.signal]);
  const stop = (error: unknown): never => {
    failing.abort(error);
    throw error;
  };
  const phases = async () => {
    await ready;
    await Promise.race([load.started, aborted(signal)]);
    scene.figures['startSeconds'] = clock.elapsedMs() / 1000;
    scene.known?.backlog.follow();
    await conductPhases(scene, clock.elapsedMs(), pendingOf(scene), signal);
  };
  const [finished, conducted] = await Promise.allSettled([load.finished.catch(stop), phases().catch(stop)]);
  ports.signal.throwIfAborted();
  if (finished.status === 'rejected' && halt.stopped() === undefined) throw finished.reason;
  if (conducted.status === 'rejected' && halt.stopped() === undefined) throw conducted.reason;
  const result = finished.status === 'fulfilled' ? finished.value : NOTHING_SENT;
  const operations = result.operations.map((operation) => ({
    ...operation,
    elapsedMs: Date.parse(operation.sentAt) - clock.startedAt.getTime(),
  }));
  return { ...result, operations };
}

const NOTHING_SENT: LoadResult = {
  exitCode: 0,
  droppedIterations: 0,
  scenarios: {},
  failedThresholds: [],
  operations: [],
};

function pendingOf({ known, run }: Scene) {
  return known === undefined ? undefined : pendingIn(known.backlog, run, known.isStranded);
}

/** Rejects with the signal's reason. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
