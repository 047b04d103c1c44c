import type { Evidence, Parts } from '../evidence/evidence.ts';
import { type Checker, hasStores, judgesReconciler, type Subject, unknown, valid } from './checker.ts';

const name = 'evidence-whole';

/** Every file that the run must leave is there, complete, with the count and sequence that the journal gives. */
export const evidenceWhole: Checker = {
  name,
  appliesTo: () => true,
  check: (evidence) => {
    const reasons = requiredParts(evidence).flatMap((required) => {
      const part = evidence.parts[required];
      return part.complete ? [] : [part.reason];
    });
    reasons.push(...omissions(evidence));
    if (reasons.length > 0)
      return { name, ...unknown('Evidence is missing, cut short or malformed.', [...new Set(reasons)]) };
    return { name, ...valid("All files are complete and match the journal's counts.") };
  },
};

/** What a reconcile run did not list, nobody can compare. */
function omissions({ parts: { events } }: Evidence): string[] {
  if (!events.complete) return [];
  return events.value.flatMap((event) =>
    event.kind === 'reconcile.ended' && event.omitted !== undefined
      ? [`reconcile/${event.runId}.json lists ${event.drift - event.omitted} of ${event.drift} differences`]
      : [],
  );
}

/** The parts that the run must leave. */
export function requiredParts(subject: Subject): (keyof Parts)[] {
  return [
    'events',
    'history',
    'prediction',
    'access',
    'traces',
    ...(subject.journal.load !== null && subject.journal.status === 'completed' ? (['k6'] as const) : []),
    ...(hasStores(subject) ? (['before', 'drained', 'end', 'reconciles'] as const) : []),
    ...(judgesReconciler(subject) ? (['drifted', 'ledgers'] as const) : []),
  ];
}
