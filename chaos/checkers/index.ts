/** Every checker, in the order in which a report shows them. Each is a pure function of the evidence. */
import type { Check } from '../schemas/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { alarmsAsPredicted } from './alarms-as-predicted.ts';
import { answersAsExpected } from './answers-as-expected.ts';
import { type Checker, unknown } from './checker.ts';
import { convergence } from './convergence.ts';
import { evidenceWhole } from './evidence-whole.ts';
import { exactlyOnce } from './exactly-once.ts';
import { faultsHit } from './faults-hit.ts';
import { leasesHeld } from './leases-held.ts';
import { loadDelivered } from './load-delivered.ts';
import { moneyConserved } from './money-conserved.ts';
import { ordersAskedFor } from './orders-asked-for.ts';
import { outcomeAsPredicted } from './outcome-as-predicted.ts';
import { ranItsCourse } from './ran-its-course.ts';
import { reconciliation } from './reconciliation.ts';
import { refusals } from './refusals.ts';
import { rollbacksWithinBudget } from './rollbacks-within-budget.ts';
import { sabotageReached } from './sabotage-reached.ts';
import { sagasAtRest } from './sagas-at-rest.ts';
import { serviceLevel } from './service-level.ts';
import { steadyState } from './steady-state.ts';
import { stockConserved } from './stock-conserved.ts';
import { storesLevel } from './stores-level.ts';
import { strandedSagas } from './stranded-sagas.ts';
import { streamStall } from './stream-stall.ts';

export { countHits } from './faults-hit.ts';
export { hasConcluded, runsSinceDrift } from './judged-run.ts';

export const checkers: readonly Checker[] = [
  sagasAtRest,
  outcomeAsPredicted,
  refusals,
  exactlyOnce,
  ordersAskedFor,
  moneyConserved,
  stockConserved,
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

/** The one check of a run that left no journal. */
export function unreadable(reason: string): Check {
  return { name: 'journal', ...unknown('The run left no journal that can be read.', [reason]) };
}

/** The checks that the experiment asks for. */
export function checkAll(evidence: Evidence): Check[] {
  const { experiment } = evidence.journal;
  return checkers.filter(({ appliesTo }) => appliesTo(experiment)).map(({ check }) => check(evidence));
}
