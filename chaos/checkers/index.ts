/** Every checker, in the order in which reports show them. Each is a pure function of the evidence. */
import type { Check } from '../schemas/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { SystemDefinition } from '../system/index.ts';
import { alarmsAsPredicted } from './alarms-as-predicted.ts';
import { answersAsExpected } from './answers-as-expected.ts';
import { type Checker, unknown } from './checker.ts';
import { convergence } from './convergence.ts';
import { evidenceWhole } from './evidence-whole.ts';
import { faultsHit } from './faults-hit.ts';
import { invariantCheckers } from './invariants.ts';
import { leasesHeld } from './leases-held.ts';
import { loadDelivered } from './load-delivered.ts';
import { outcomeAsPredicted } from './outcome-as-predicted.ts';
import { ranItsCourse } from './ran-its-course.ts';
import { reconciliation } from './reconciliation.ts';
import { refusedLeftNothing } from './refused-left-nothing.ts';
import { rollbacksWithinBudget } from './rollbacks-within-budget.ts';
import { sabotageReached } from './sabotage-reached.ts';
import { sagasAskedFor } from './sagas-asked-for.ts';
import { sagasAtRest } from './sagas-at-rest.ts';
import { serviceLevel } from './service-level.ts';
import { steadyState } from './steady-state.ts';
import { storesLevel } from './stores-level.ts';
import { strandedSagas } from './stranded-sagas.ts';
import { streamStall } from './stream-stall.ts';

export { countHits } from './faults-hit.ts';
export { hasConcluded, runsSinceDrift } from './judged-run.ts';

const aboutSagas: readonly Checker[] = [sagasAtRest, outcomeAsPredicted, refusedLeftNothing];

const others: readonly Checker[] = [
  sagasAskedFor,
  rollbacksWithinBudget,
  convergence,
  streamStall,
  answersAsExpected,
  alarmsAsPredicted,
  reconciliation,
  strandedSagas,
  storesLevel,
  steadyState,
  faultsHit,
  leasesHeld,
  ranItsCourse,
  loadDelivered,
  serviceLevel,
  evidenceWhole,
  sabotageReached,
];

/** @internal */
export const checkers: readonly Checker[] = [...aboutSagas, ...others];

/** The checks of any system, and the invariants of this one. */
function checkersOf(system: SystemDefinition | undefined): readonly Checker[] {
  return [...aboutSagas, ...invariantCheckers(system), ...others];
}

/** The only check of a run without a readable journal. */
export function unreadableJournal(reason: string): Check {
  return { name: 'journal', ...unknown('The run left no readable journal.', [reason]) };
}

/** Every check that applies to the run. A checker that throws makes its own check `unknown`, and no other. */
export function checkAll(evidence: Evidence, all: readonly Checker[] = checkersOf(evidence.system)): Check[] {
  return all.flatMap((one) => answerOf(one, evidence));
}

function answerOf({ name, appliesTo, check }: Checker, evidence: Evidence): Check[] {
  try {
    return appliesTo(evidence) ? [check(evidence)] : [];
  } catch (error) {
    return [{ name, ...unknown('The checker itself failed, so this check decides nothing.', [String(error)]) }];
  }
}
