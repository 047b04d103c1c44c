/** How the system converges over time: unfinished sagas, and seeded drift that is not repaired yet. */
import type { RunEvent } from '@evenkeel/chaos/schemas';

export interface Point {
  /** Real milliseconds since the run began. */
  readonly at: number;
  readonly count: number;
}

/** By the counts that the run took from the stores. */
export function unfinishedSagas(events: readonly RunEvent[]): Point[] {
  return events.flatMap((event) =>
    event.kind === 'backlog' ? [{ at: event.elapsedMs, count: event.unfinished }] : [],
  );
}

export function outstandingDrift(events: readonly RunEvent[]): Point[] {
  return running(
    events.flatMap((event) => {
      if (event.kind === 'drift.seeded') return [{ at: event.elapsedMs, by: 1 }];
      return event.kind === 'reconcile.ended' ? [{ at: event.elapsedMs, by: -event.repaired }] : [];
    }),
  );
}

/** The count after each step. It never falls below zero, because a repair may fix drift that was not seeded. */
function running(steps: readonly { at: number; by: number }[]): Point[] {
  let count = 0;
  return [...steps]
    .sort((one, other) => one.at - other.at)
    .map(({ at, by }) => {
      count = Math.max(0, count + by);
      return { at, count };
    });
}
