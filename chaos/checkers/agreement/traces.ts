/** What the traces of sagas say of when they were, with the history and with what functions logged. */
import type { LoggedSagas } from '../../evidence/saga-log.ts';
import { parseCorrelationId, plannedStretches, type Journal, type TraceSpan } from '../../schemas/index.ts';
import { timesApart, type AreApart } from '../logged-end.ts';
import { comparison, FUNCTION_SKEW_MS } from './comparison.ts';

/** Real milliseconds by which the machine's clock may be set during a run. */
const CLOCK_SET_MS = 10_000;

/** The traces are of requests of this run, not before they were sent, and reach each state when its service logged it. */
export const tracesComparison = comparison(
  'traces',
  ['traces', 'events', 'history', 'transitions'],
  ({ traces, events, history, transitions }, { journal }) => {
    if (traces === undefined) return [];
    const sent = new Map(history.map(({ correlationId, elapsedMs }) => [correlationId, elapsedMs]));
    const planned = plannedOf(journal);
    const areApart = timesApart(journal, events);
    // A fault may keep a function from logging what it has reached, until the message comes again.
    const hit = new Set(events.flatMap((event) => (event.kind === 'fault.hit' ? [event.correlationId] : [])));
    const lastsMs = journal.endedAt === null ? Infinity : Date.parse(journal.endedAt) - Date.parse(journal.startedAt);
    const { summary } = traces;
    const fewer = summary.traces < summary.kept ? [`${summary.kept} of ${summary.traces} traces were kept`] : [];
    const strange = [...traces.spans].flatMap(([correlationId, spans]) => {
      const isOwn = sent.has(correlationId) || isPlanned(correlationId, journal.run, planned);
      const sentMs = sent.get(correlationId) ?? 0;
      return [
        ...(isOwn ? [] : ['it has a trace, and is no request of the run']),
        ...spans.flatMap((span) => [
          ...(span.elapsedMs < sentMs - FUNCTION_SKEW_MS ? [`its span ${span.name} began before it was sent`] : []),
          ...(span.elapsedMs + span.durationMs > lastsMs + CLOCK_SET_MS
            ? [`its span ${span.name} ended after the run`]
            : []),
          ...(hit.has(correlationId) ? [] : statesElsewhere(span, correlationId, transitions, areApart)),
        ]),
      ].map((line) => `${correlationId}: ${line}`);
    });
    return [...fewer, ...strange];
  },
);

type Planned = ReadonlyMap<string, number>;

/** How many iterations of each scenario are planned. */
function plannedOf({ experiment }: Journal): Planned {
  return new Map(
    [...plannedStretches(experiment.phases).values()].map(({ scenario, firstIteration, planned }) => [
      scenario,
      firstIteration + planned,
    ]),
  );
}

/**
 * Whether a trace of this id may be there: the run keeps those of its own ids, which are its requests', even of one that
 * was interrupted before k6 noted it, and those that drift and probes make up.
 */
function isPlanned(correlationId: string, run: string, planned: Planned): boolean {
  if (!correlationId.startsWith(`${run}-`)) return false;
  const operation = parseCorrelationId(correlationId);
  const iterations = operation === undefined ? undefined : planned.get(operation.scenario);
  return iterations === undefined || (operation?.iteration ?? 0) < iterations;
}

/** The states within a span that were logged too, but at another time. */
function statesElsewhere(
  { name, states = [], elapsedMs, durationMs }: TraceSpan,
  correlationId: string,
  logged: LoggedSagas,
  areApart: AreApart,
): string[] {
  const all = states.length === 0 ? [] : logged.of(correlationId);
  return states.flatMap((state) => {
    const times = all.filter((one) => one.state === state).map((one) => one.elapsedMs);
    const distant = times.filter((time) => areApart(Math.min(Math.max(time, elapsedMs), elapsedMs + durationMs), time));
    return times.length > 0 && distant.length === times.length
      ? [`its span ${name} reached ${state} at another time than was logged`]
      : [];
  });
}
