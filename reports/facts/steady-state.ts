/** The answers of probes, the stop conditions that were met, and the ages of stream records. */
import type { RunEvent } from '@evenkeel/chaos/schemas';

type EventOf<Kind extends RunEvent['kind']> = Extract<RunEvent, { kind: Kind }>;

export type ProbeAnswer = Pick<EventOf<'probe'>, 'when' | 'probe' | 'ok' | 'message'>;

/** The last answer of each probe, before and after the run. */
export function probeAnswers(events: readonly RunEvent[]): ProbeAnswer[] {
  const last = new Map<string, ProbeAnswer>();
  for (const event of events) {
    if (event.kind === 'probe') last.set(`${event.when} ${event.probe}`, event);
  }
  const answers = [...last.values()];
  return (['before', 'after'] as const).flatMap((when) => answers.filter((answer) => answer.when === when));
}

/** The stop conditions that were met. */
export function stops(events: readonly RunEvent[]): EventOf<'stopped'>[] {
  return events.filter((event) => event.kind === 'stopped');
}

/** The age of the oldest record that each function received, in descending order. */
export function streamAges(events: readonly RunEvent[]): EventOf<'iterator-age'>[] {
  return events.filter((event) => event.kind === 'iterator-age').sort((one, other) => other.maximumMs - one.maximumMs);
}
