import type { RunEvent } from '../contract/index.ts';

type Began = Extract<RunEvent, { kind: 'reconcile.began' }>;
type Ended = Extract<RunEvent, { kind: 'reconcile.ended' }>;

/** The first run of the reconciler that began after the last drift was seeded, or after the drain where none was to be. */
export function judgedRun(events: readonly RunEvent[]): Began | undefined {
  const ready = events.findLast(isDrifted);
  if (ready === undefined) return undefined;
  return events
    .filter((event) => event.kind === 'reconcile.began')
    .find(({ elapsedMs }) => elapsedMs >= ready.elapsedMs);
}

/** The end of that run. */
export function judgedEnd(events: readonly RunEvent[]): Ended | undefined {
  const judged = judgedRun(events);
  return events.filter((event) => event.kind === 'reconcile.ended').find(({ runId }) => runId === judged?.runId);
}

export function isDrifted(event: RunEvent): boolean {
  return event.kind === 'snapshot' && event.name === 'drifted';
}
