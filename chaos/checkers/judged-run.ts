/** Which run of the reconciler an experiment judges. */
import type { Journal, RunEvent } from '../schemas/index.ts';

type RunBegan = Extract<RunEvent, { kind: 'reconcile.began' }>;
type RunEnded = Extract<RunEvent, { kind: 'reconcile.ended' }>;
type Trigger = RunBegan['trigger'];

/**
 * The reconcile runs with this trigger that began after the drift was seeded (or after the drain, if the experiment
 * seeds none), in order.
 */
export function runsSinceDrift(events: readonly RunEvent[], trigger: Trigger): RunBegan[] {
  const drifted = events.findLast(isDrifted);
  if (drifted === undefined) return [];
  return events
    .filter((event) => event.kind === 'reconcile.began')
    .filter((began) => began.trigger === trigger && began.elapsedMs >= drifted.elapsedMs);
}

/**
 * The first of these runs that did not end `stopped`; if all did, the first one. A run is stopped if the hourly run,
 * which may start at any time, holds the lease.
 */
export function judgedRun(events: readonly RunEvent[], trigger: Trigger | undefined): RunBegan | undefined {
  if (trigger === undefined) return undefined;
  const runs = runsSinceDrift(events, trigger);
  return runs.find((run) => isConcluded(events, run)) ?? runs[0];
}

/** Whether one of these runs ended, and was not stopped. */
export function hasConcluded(events: readonly RunEvent[], trigger: Trigger): boolean {
  return runsSinceDrift(events, trigger).some((run) => isConcluded(events, run));
}

function isConcluded(events: readonly RunEvent[], { runId }: RunBegan): boolean {
  return (endOfRun(events, runId)?.outcome ?? 'stopped') !== 'stopped';
}

/** The end of the judged run. */
export function judgedRunEnd(
  events: readonly RunEvent[],
  { experiment }: Pick<Journal, 'experiment'>,
): RunEnded | undefined {
  const judged = judgedRun(events, experiment.reconcile?.by);
  return judged === undefined ? undefined : endOfRun(events, judged.runId);
}

function endOfRun(events: readonly RunEvent[], run: string): RunEnded | undefined {
  return events.filter((event) => event.kind === 'reconcile.ended').find(({ runId }) => runId === run);
}

export function isDrifted(event: RunEvent): boolean {
  return event.kind === 'snapshot' && event.name === 'drifted';
}
