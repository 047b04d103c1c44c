import type { Journal, RunEvent } from '../schemas/index.ts';

type Began = Extract<RunEvent, { kind: 'reconcile.began' }>;
type Ended = Extract<RunEvent, { kind: 'reconcile.ended' }>;
type Trigger = Began['trigger'];

/**
 * The runs of the reconciler with a trigger that began after the last drift was seeded, or after the drain where none
 * was to be, in order.
 */
export function runsSinceDrift(events: readonly RunEvent[], trigger: Trigger): Began[] {
  const ready = events.findLast(isDrifted);
  if (ready === undefined) return [];
  return events
    .filter((event) => event.kind === 'reconcile.began')
    .filter((began) => began.trigger === trigger && began.elapsedMs >= ready.elapsedMs);
}

/**
 * The first of them that was not stopped, as it is while another run holds the lease: the hourly one may come at any
 * time. The first of all where each was stopped.
 */
export function judgedRun(events: readonly RunEvent[], trigger: Trigger | undefined): Began | undefined {
  if (trigger === undefined) return undefined;
  const runs = runsSinceDrift(events, trigger);
  return runs.find((run) => isConcluded(events, run)) ?? runs[0];
}

/** Whether one of them came to its end otherwise than by being stopped. */
export function hasConcluded(events: readonly RunEvent[], trigger: Trigger): boolean {
  return runsSinceDrift(events, trigger).some((run) => isConcluded(events, run));
}

function isConcluded(events: readonly RunEvent[], { runId }: Began): boolean {
  return (endOf(events, runId)?.outcome ?? 'stopped') !== 'stopped';
}

/** The end of the run that is judged. */
export function judgedEnd(events: readonly RunEvent[], { experiment }: Pick<Journal, 'experiment'>): Ended | undefined {
  const judged = judgedRun(events, experiment.reconcile?.by);
  return judged === undefined ? undefined : endOf(events, judged.runId);
}

function endOf(events: readonly RunEvent[], run: string): Ended | undefined {
  return events.filter((event) => event.kind === 'reconcile.ended').find(({ runId }) => runId === run);
}

export function isDrifted(event: RunEvent): boolean {
  return event.kind === 'snapshot' && event.name === 'drifted';
}
