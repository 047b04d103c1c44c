/** Changes of the sound run, and what a comparison finds in it. */
import type { Comparison } from '../../../../../chaos/checkers/agreement/comparison.ts';
import type { Journal, RunEvent } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, evidence, events, journal } from '../../sound-run.ts';

/** A case: what is changed, and the contradictions that it makes. */
export type Case = readonly [what: string, changes: Changes, lines: readonly string[]];

export const contradictions = (one: Comparison, changes: Changes): readonly string[] | undefined =>
  one.contradictions(evidence(changes));

/** The fields of an event at this real second of the run. */
export const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });

export const without = (...kinds: RunEvent['kind'][]): RunEvent[] => events.filter(({ kind }) => !kinds.includes(kind));

/** The sound run's events, and these, in their order. */
export const plus = (...more: readonly RunEvent[]): Changes => ({ events: inOrder([...events, ...more]) });

/** The sound run's events with these instead of all of their kinds. */
export const instead = (...more: readonly RunEvent[]): Changes => ({
  events: inOrder([...without(...more.map(({ kind }) => kind)), ...more]),
});

/** The sound run with all events of a kind changed. */
export const altered = (kind: RunEvent['kind'], change: object): Changes => ({
  events: inOrder(events.map((event) => (event.kind === kind ? { ...event, ...change } : event))),
});

export const given = (changes: Partial<Journal>): Changes => ({ journal: changes });
export const experimented = (changes: Partial<Journal['experiment']>): Changes =>
  given({ experiment: { ...journal.experiment, ...changes } });

/** Several changes of different parts of the run; of the journal, all. */
export const both = (one: Changes, other: Changes): Changes => ({
  ...one,
  ...other,
  journal: { ...one.journal, ...other.journal },
});

function inOrder(all: readonly RunEvent[]): RunEvent[] {
  return all.toSorted((one, other) => one.elapsedMs - other.elapsedMs);
}
