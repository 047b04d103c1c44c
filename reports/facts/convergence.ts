/** How the system converges over time: unfinished sagas, and seeded drift that is not repaired yet. */
import type { RunEvent } from '@evenkeel/chaos/schemas';

export interface Point {
  /** Real milliseconds since the run began. */
  readonly at: number;
  readonly count: number;
}

const END_STATES = ['COMPLETED', 'ROLLED_BACK'];

/**
 * By the counts that the run took from the stores. Without such counts, by the saga transitions: a saga is unfinished
 * from its first transition until checkout writes its end.
 */
export function unfinishedSagas(events: readonly RunEvent[]): Point[] {
  const counted = events.flatMap((event) =>
    event.kind === 'backlog' ? [{ at: event.elapsedMs, count: event.unfinished }] : [],
  );
  return counted.length > 0 ? counted : byTransitions(events);
}

function byTransitions(events: readonly RunEvent[]): Point[] {
  const begun = new Map<string, number>();
  const ended = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'saga') continue;
    if (!begun.has(event.correlationId)) begun.set(event.correlationId, event.elapsedMs);
    if (event.service === 'checkout' && END_STATES.includes(event.state))
      ended.set(event.correlationId, event.elapsedMs);
  }
  return running([
    ...[...begun.values()].map((at) => ({ at, by: 1 })),
    ...[...ended.values()].map((at) => ({ at, by: -1 })),
  ]);
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
