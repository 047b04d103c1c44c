/** What probes answered, what ended the run before its time, and how old records of streams became. */
import type { RunEvent } from '../../chaos/schemas/index.ts';

type Of<Kind extends RunEvent['kind']> = Extract<RunEvent, { kind: Kind }>;

export type ProbeAnswer = Pick<Of<'probe'>, 'when' | 'probe' | 'holds' | 'says'>;

/** What each probe answered last, before the run and after it. */
export function probeAnswers(events: readonly RunEvent[]): ProbeAnswer[] {
  const last = new Map<string, ProbeAnswer>();
  for (const event of events) {
    if (event.kind === 'probe') last.set(`${event.when} ${event.probe}`, event);
  }
  const answers = [...last.values()];
  return (['before', 'after'] as const).flatMap((when) => answers.filter((answer) => answer.when === when));
}

/** The stop conditions that came true. */
export function stops(events: readonly RunEvent[]): Of<'stopped'>[] {
  return events.filter((event) => event.kind === 'stopped');
}

/** The oldest record that each function was given, the oldest first. */
export function streamAges(events: readonly RunEvent[]): Of<'iterator-age'>[] {
  return events.filter((event) => event.kind === 'iterator-age').sort((one, other) => other.maximumMs - one.maximumMs);
}
