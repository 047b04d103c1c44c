import type { ReconcileResult } from '../schemas/index.ts';
import { alarmWatch } from './alarms.ts';
import { happeningOf } from './log-lines.ts';
import { logWatch } from './log-watch.ts';
import type { Stage } from './phases.ts';
import { readReconcileResult } from './reconcile-result.ts';
import type { RunDirectory } from './run-directory.ts';
import { startWatch } from './watch.ts';

const ALARMS_EVERY_MS = 1000;
const LOGS_EVERY_MS = 4000;

export interface Observation {
  /** Reads all that was logged up to now. */
  catchUp(): Promise<void>;
  readonly reconciles: readonly ReconcileResult[];
  stop(): Promise<void>;
}

/** Follows the system's logs and alarms from now on, and records what they tell. */
export function observe({ ports, recorder, clock }: Stage, directory: RunDirectory): Observation {
  const reconciles: ReconcileResult[] = [];
  const reported: { runId: string; trigger: 'schedule' | 'run-now' | 'deploy' }[] = [];
  const lookAtAlarms = alarmWatch(ports, recorder, clock.virtualStartedAt);
  const lookAtLogs = logWatch(ports, clock.virtualStartedAt, (line, timestamp) => {
    if (line.event === 'reconcile') reported.push(line);
    else recorder.record(happeningOf(line), timestamp);
  });

  const collect = async () => {
    await lookAtLogs();
    for (const { runId, trigger } of reported.splice(0)) {
      const result = await readReconcileResult(ports, runId);
      if (result.startedAt < clock.virtualStartedAt.toISOString()) continue;
      reconciles.push(result);
      await directory.reconcile(result);
      recorder.record({ kind: 'reconcile.began', runId, trigger }, result.startedAt);
      const drift = result.differences.length;
      const repaired = result.differences.filter((difference) => difference.repaired).length;
      recorder.record({ kind: 'reconcile.ended', runId, outcome: result.outcome, drift, repaired }, result.endedAt);
      ports.progress(`reconcile run ${runId}: ${result.outcome}, ${drift} found, ${repaired} repaired`);
    }
    await recorder.flush();
  };

  const one = serial(collect);
  const alarms = startWatch(lookAtAlarms, ALARMS_EVERY_MS);
  const logs = startWatch(one, LOGS_EVERY_MS);
  return {
    catchUp: one,
    reconciles,
    async stop() {
      await Promise.all([alarms.stop(), logs.stop()]);
    },
  };
}

/** One call after another. */
function serial(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(work);
    return last;
  };
}
