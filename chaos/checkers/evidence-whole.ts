import type { Experiment } from '../contract/index.ts';
import type { Evidence, Parts } from '../evidence/evidence.ts';
import { type Checker, unknown, valid } from './checker.ts';

/** Every file that such a run leaves is there, whole and of the count and sequence that the journal gives. */
export const evidenceWhole: Checker = {
  name: 'evidence-whole',
  check: ({ journal, parts }: Evidence) => {
    const reasons = neededOf(journal.experiment).flatMap((need) => {
      const part = parts[need];
      return part.complete ? [] : [part.reason];
    });
    const finding =
      reasons.length > 0
        ? unknown('Evidence is missing, cut or ill-formed.', [...new Set(reasons)])
        : valid('All files are whole, as the journal counts them.');
    return { name: 'evidence-whole', ...finding };
  },
};

function neededOf({ system, reconcile }: Experiment): (keyof Parts)[] {
  if (system === 'own') return ['events', 'history'];
  const always = ['events', 'history', 'prediction', 'before', 'drained', 'end', 'reconciles'] as const;
  return reconcile === undefined ? [...always] : [...always, 'drifted'];
}
