import { StoppedError } from '../../errors.ts';
import type { LoadCredentials, LoadDriver, LoadResult, LoadRun } from '../../schemas/index.ts';
import { journeyScript } from '../../system/index.ts';
import type { ActiveRun } from '../context.ts';
import type { RunDirectory } from '../run-directory.ts';
import { watchStopConditions } from '../watch/stop-conditions.ts';
import { armFirstPhase, goThroughPhases, type Pending } from './phases.ts';
import { alignWithSchedule } from './schedule.ts';

interface LoadMeans {
  readonly load: LoadDriver;
  readonly credentials: LoadCredentials;
  readonly directory: Pick<RunDirectory, 'history'>;
  /** Path of the run directory, for the load's own files. */
  readonly path: string;
}

/**
 * Loads the system phase by phase, after reading its stores. If the run is stopped, the result holds what was sent
 * until then.
 *
 * @throws the error that broke the load, or the signal's reason
 */
export async function loadAndBreak(
  run: ActiveRun,
  { load: driver, credentials, directory, path }: LoadMeans,
): Promise<LoadResult> {
  const { experiment, ending, target, known } = run;
  await alignWithSchedule(run);
  const failing = new AbortController();
  const signal = AbortSignal.any([ending, failing.signal]);
  // The load generator starts up meanwhile, and the load begins once both are ready.
  const ready = Promise.all([known?.keepSnapshot('before'), armFirstPhase(run, signal)]).then(() => undefined);
  ready.catch((error: unknown) => {
    // The system itself may refuse what is to break it, such as a release whose check fails.
    if (error instanceof StoppedError) run.halt.halt(error);
    failing.abort(error);
  });
  const journeys = target.opened && journeyScript(target.opened);
  run.progress('starting the load');
  const load = await driver.start({
    run: run.run,
    phases: experiment.phases,
    outcomes: experiment.expect.outcomes,
    apiUrl: target.system.apiUrl,
    credentials,
    ...(journeys && { journeys }),
    seed: run.seed,
    runDirectory: path,
    ready,
    signal,
  });
  const watches = watchStopConditions(run, load);
  try {
    const result = await untilBothEnd(run, load, ready, failing);
    await directory.history(result.operations);
    return result;
  } finally {
    failing.abort();
    await Promise.all(watches.map((watch) => watch.cancel()));
    await ready.catch(() => undefined);
  }
}

/** Waits until both load and phases have ended; if one fails, the other is ended too. */
async function untilBothEnd(
  run: ActiveRun,
  load: LoadRun,
  ready: Promise<void>,
  failing: AbortController,
): Promise<LoadResult> {
  const { clock, halt, ending, figures, known } = run;
  const signal = AbortSignal.any([ending, failing.signal]);
  const endOther = (error: unknown): never => {
    failing.abort(error);
    throw error;
  };
  const phases = async () => {
    await ready;
    await Promise.race([load.started, rejectionOf(signal)]);
    figures['startSeconds'] = clock.elapsedMs() / 1000;
    known?.backlog.follow();
    await goThroughPhases(run, clock.elapsedMs(), pendingOf(run), signal);
  };
  const [loaded, phased] = await Promise.allSettled([load.finished.catch(endOther), phases().catch(endOther)]);
  run.signal.throwIfAborted();
  if (loaded.status === 'rejected' && halt.stopped() === undefined) throw loaded.reason;
  if (phased.status === 'rejected' && halt.stopped() === undefined) throw phased.reason;
  const result = loaded.status === 'fulfilled' ? loaded.value : NOTHING_SENT;
  const operations = result.operations
    .map((operation) => ({ ...operation, elapsedMs: Date.parse(operation.sentAt) - clock.startedAt.getTime() }))
    .sort((one, other) => one.elapsedMs - other.elapsedMs);
  return { ...result, operations };
}

const NOTHING_SENT: LoadResult = {
  exitCode: 0,
  droppedIterations: 0,
  scenarios: {},
  failedThresholds: [],
  operations: [],
};

function pendingOf({ known, run }: Pick<ActiveRun, 'known' | 'run'>): Pending | undefined {
  if (known === undefined) return undefined;
  const { backlog, isStranded } = known;
  return async (scenario) => {
    const unfinished = await backlog.count();
    return unfinished.filter((id) => id.startsWith(`${run}-${scenario}-`) && !isStranded(id)).length;
  };
}

/** Rejects with the signal's reason when it is aborted. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const rejectNow = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) rejectNow();
    else signal.addEventListener('abort', rejectNow, { once: true });
  });
}
