import type { JudgedEvent } from '../../evidence/evidence.ts';
import { isFailure, type Journal, type Operation } from '../../schemas/index.ts';
import type { JudgedSnapshot, SagaDefinition } from '../../system/index.ts';
import { endsOfOwner, ownersRecord, timesOf } from '../saga-end.ts';
import { comparison, toleratedMs } from './comparison.ts';

type Sample = Extract<JudgedEvent, { kind: 'backlog' }>;

/** The counts of unfinished sagas, with the history and with the snapshots taken next to them. */
export const backlogComparison = comparison(
  'backlog',
  ['events', 'history', 'drained', 'end'],
  ({ events, history, drained, end }, { journal, system }) => {
    const saga = system?.saga;
    const samples = events.filter((event) => event.kind === 'backlog');
    if (saga === undefined) return samples.some(({ unfinished }) => unfinished > 0) ? ['the system has no sagas'] : [];
    const seeded = journal.experiment.drift.reduce((sum, { count }) => sum + count, 0);
    const tolerated = toleratedMs(journal, events);
    const prefix = `${journal.run}-`;
    const atDrained = unfinishedIn(drained, saga, prefix);
    const atEnd = unfinishedIn(end, saga, prefix);
    // A request without an answer may be accepted late.
    const unanswered = history.filter(isFailure).length;
    const before = samples.findLast(({ at }) => at <= drained.at);
    const after = samples.find(({ at }) => at > endNoted(events));
    return [
      ...tooFew(samples, drained, saga, journal, tolerated),
      ...tooMany(samples, history, seeded, tolerated),
      ...(before !== undefined && atDrained > before.unfinished + unanswered
        ? [`${before.unfinished} sagas were unfinished before the snapshot drained, which has ${atDrained}`]
        : []),
      ...(after !== undefined && after.unfinished > atEnd
        ? [`${after.unfinished} sagas were unfinished after the snapshot end, which has ${atEnd}`]
        : []),
    ];
  },
);

function endNoted(events: readonly JudgedEvent[]): string {
  return events.find((event) => event.kind === 'snapshot' && event.name === 'end')?.at ?? '9';
}

function unfinishedIn({ sagas }: JudgedSnapshot, saga: SagaDefinition, prefix: string): number {
  return sagas.filter(
    (state) =>
      state.correlationId.startsWith(prefix) &&
      ownersRecord(saga, state) !== null &&
      endsOfOwner(saga, state).length === 0,
  ).length;
}

/** Real milliseconds that it may take to read the stores for a count. */
const READING_MS = 5000;

/** A saga that was accepted long before a count, and changed after it, was unfinished when it was made. */
function tooFew(
  samples: readonly Sample[],
  { sagas }: JudgedSnapshot,
  saga: SagaDefinition,
  journal: Journal,
  tolerated: number,
): string[] {
  const reading = (READING_MS + tolerated) * journal.speed;
  const spans = sagas
    .filter(({ correlationId }) => correlationId.startsWith(`${journal.run}-`))
    .map((state) => timesOf(saga, state))
    .map(({ accepted, changed }) => ({ from: Date.parse(accepted) + reading, to: Date.parse(changed) }))
    .filter(({ from, to }) => from < to);
  return samples.flatMap(({ unfinished, at }) => {
    const time = Date.parse(at);
    const open = spans.filter(({ from, to }) => from <= time && time < to).length;
    return open > unfinished ? [`${unfinished} sagas were unfinished at ${at}, and by their records ${open}`] : [];
  });
}

/** No more sagas can be unfinished than were sent by then, and seeded. */
function tooMany(
  samples: readonly Sample[],
  history: readonly Operation[],
  seeded: number,
  tolerated: number,
): string[] {
  let sent = 0;
  return samples.flatMap(({ unfinished, elapsedMs, at }) => {
    while ((history[sent]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= elapsedMs + tolerated) sent += 1;
    return unfinished > sent + seeded
      ? [`${unfinished} sagas were unfinished at ${at}, when ${sent} requests were sent`]
      : [];
  });
}
