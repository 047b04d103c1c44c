import type { Experiment } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { type Checker, judgesReconciler, readsStores, unknown, valid } from './checker.ts';

const name = 'evidence-whole';

/** Every file that the run must leave is there, complete, with the count and sequence that the journal gives. */
export const evidenceWhole: Checker = {
  name,
  appliesTo: () => true,
  check: ({ journal, parts }) => {
    const reasons = requiredParts(journal.experiment).flatMap((required) => {
      const part = parts[required];
      return part.complete ? [] : [part.reason];
    });
    if (reasons.length > 0)
      return { name, ...unknown('Evidence is missing, cut short or malformed.', [...new Set(reasons)]) };
    return { name, ...valid("All files are complete and match the journal's counts.") };
  },
};

function requiredParts(experiment: Experiment): (keyof Parts)[] {
  return [
    'events',
    'history',
    'prediction',
    ...(readsStores(experiment) ? (['before', 'drained', 'end', 'reconciles'] as const) : []),
    ...(judgesReconciler(experiment) ? (['drifted'] as const) : []),
  ];
}
