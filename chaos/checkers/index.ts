/** Every checker, in the order in which a report shows them. Each is a pure function of the evidence. */
import type { Check } from '../contract/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { alarmsAsPredicted } from './alarms-as-predicted.ts';
import { type Checker, unknown } from './checker.ts';
import { convergence } from './convergence.ts';
import { evidenceWhole } from './evidence-whole.ts';
import { exactlyOnce } from './exactly-once.ts';
import { faultsHit } from './faults-hit.ts';
import { leasesHeld } from './leases-held.ts';
import { loadDelivered } from './load-delivered.ts';
import { moneyConserved } from './money-conserved.ts';
import { outcomeAsPredicted } from './outcome-as-predicted.ts';
import { reconciliation } from './reconciliation.ts';
import { rollbacksWithinBudget } from './rollbacks-within-budget.ts';
import { sabotageReached } from './sabotage-reached.ts';
import { sagasAtRest } from './sagas-at-rest.ts';
import { serviceLevel } from './service-level.ts';
import { stockConserved } from './stock-conserved.ts';
import { storesLevel } from './stores-level.ts';

export { countHits } from './faults-hit.ts';
export { judgedRun } from './reconciliation.ts';

const checkers: readonly Checker[] = [
  sagasAtRest,
  outcomeAsPredicted,
  exactlyOnce,
  moneyConserved,
  stockConserved,
  rollbacksWithinBudget,
  convergence,
  alarmsAsPredicted,
  reconciliation,
  storesLevel,
  faultsHit,
  leasesHeld,
  evidenceWhole,
  loadDelivered,
  serviceLevel,
  sabotageReached,
];

/** The one check of a run that left no journal. */
export function unreadable(reason: string): Check {
  return { name: 'journal', ...unknown('The run left no journal that can be read.', [reason]) };
}

export function checkAll(evidence: Evidence): Check[] {
  return checkers.map(({ check }) => check(evidence));
}
