import type { Experiment } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import { judgesReconciler, knowsStores } from './applies.ts';
import { type Checker, unknown, valid } from './checker.ts';

const name = 'evidence-whole';

/** Every file that such a run leaves is there, whole and of the count and sequence that the journal gives. */
export const evidenceWhole: Checker = {
  name,
  appliesTo: () => true,
  check: ({ journal, parts }) => {
    const reasons = neededOf(journal.experiment).flatMap((need) => {
      const part = parts[need];
      return part.complete ? [] : [part.reason];
    });
    if (reasons.length > 0)
      return { name, ...unknown('Evidence is missing, cut or ill-formed.', [...new Set(reasons)]) };
    return { name, ...valid('All files are whole, as the journal counts them.') };
  },
};

function neededOf(experiment: Experiment): (keyof Parts)[] {
  return [
    'events',
    'history',
    'prediction',
    ...(knowsStores(experiment) ? (['before', 'drained', 'end', 'reconciles'] as const) : []),
    ...(judgesReconciler(experiment) ? (['drifted'] as const) : []),
  ];
}
