import type { ReconcileResult } from '../../schemas/index.ts';
import type { Target } from '../../target.ts';
import type { KnownStores } from '../known-stores.ts';
import { readReconcileResult } from '../reconcile.ts';
import type { Recorder } from '../recorder.ts';
import type { RunClock } from '../run-clock.ts';
import type { RunDirectory } from '../run-directory.ts';
import { alarmWatch } from './alarms.ts';
import { eventOf, logWatch, type ReconcileLine } from './log-watch.ts';
import { muteWatch } from './mutes.ts';
import { startWatch } from './watch.ts';

const ALARMS_EVERY_MS = 1000;
const LOGS_EVERY_MS = 4000;

export interface Observation {
  /** Reads everything that was logged up to now. */
  catchUp(): Promise<void>;
  /** The places, such as `quotes handle`, that served something while faults of this run were armed, as far as logged. */
  served(): readonly string[];
  stop(): Promise<void>;
}

interface ObservedRun {
  /** Token of the run. */
  readonly run: string;
  readonly target: Target;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly directory: Pick<RunDirectory, 'reconcile'>;
  readonly known: Pick<KnownStores, 'ledgerOf'> | undefined;
  readonly progress: (text: string) => void;
}

/** Follows the system's logs and alarms from now on, and records what they report. */
export function observe({ run, target, clock, recorder, directory, known, progress }: ObservedRun): Observation {
  const served = new Set<string>();
  const reported: ReconcileLine[] = [];
  const lookAtMutes = muteWatch(target, recorder);
  const lookAtTransitions = alarmWatch(target, recorder, clock.virtualStartedAt);
  const lookAtAlarms = async () => {
    await lookAtMutes();
    await lookAtTransitions();
  };
  const lookAtLogs = logWatch(target, clock.virtualStartedAt, (line, timestamp) => {
    if (line.event === 'reconcile') reported.push(line);
    else if (line.event === 'fault.place') {
      if (line.run === run) served.add(`${line.service} ${line.step}`);
    } else recorder.record(eventOf(line), timestamp);
  });
  const keepResult = async (result: ReconcileResult, { trigger, drift, repaired }: ReconcileLine) => {
    const { runId, startedAt, endedAt, outcome, differences } = result;
    if (startedAt < clock.virtualStartedAt.toISOString()) return;
    await directory.reconcile(result, await known?.ledgerOf(runId));
    recorder.record({ kind: 'reconcile.began', runId, trigger }, startedAt);
    const omitted = drift > differences.length ? { omitted: drift - differences.length } : {};
    recorder.record({ kind: 'reconcile.ended', runId, outcome, drift, repaired, ...omitted }, endedAt);
    progress(`reconcile run ${runId}: ${outcome}, ${drift} found, ${repaired} repaired`);
  };

  const collect = serial(async () => {
    await lookAtLogs();
    for (const line of reported.splice(0)) await keepResult(await readReconcileResult(target, line.runId), line);
    await recorder.flush();
  });
  const alarms = startWatch(lookAtAlarms, ALARMS_EVERY_MS);
  const logs = startWatch(collect, LOGS_EVERY_MS);
  return {
    catchUp: collect,
    served: () => [...served].sort(),
    async stop() {
      await Promise.all([alarms.finish(), logs.finish()]);
    },
  };
}

/** Performs one call after another. */
function serial(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(work);
    return last;
  };
}
