/** Every checker, in the order in which reports show them. Each is a pure function of the evidence. */
import type { SystemDefinition } from '../system/index.ts';
import { alarmsAsPredicted } from './alarms-as-predicted.ts';
import { alarmsProven } from './alarms-proven.ts';
import { answersAsExpected } from './answers-as-expected.ts';
import type { Checker } from './checker.ts';
import { convergence } from './convergence.ts';
import { deployedAsDesigned } from './deployed-as-designed.ts';
import { evidenceAgrees } from './evidence-agrees.ts';
import { evidenceSealed } from './evidence-sealed.ts';
import { evidenceWhole } from './evidence-whole.ts';
import { explained } from './explained.ts';
import { faultsHit } from './faults-hit.ts';
import { harnessPresent } from './harness-present.ts';
import { invariantCheckers } from './invariants.ts';
import { ledgerWhole } from './ledger-whole.ts';
import { leasesHeld } from './leases-held.ts';
import { loadDelivered } from './load-delivered.ts';
import { outcomeAsPredicted } from './outcome-as-predicted.ts';
import { queuesEmptied } from './queues-emptied.ts';
import { ranItsCourse } from './ran-its-course.ts';
import { reconciliation } from './reconciliation.ts';
import { refusedLeftNothing } from './refused-left-nothing.ts';
import { rollbacksWithinBudget } from './rollbacks-within-budget.ts';
import { regionsAsExpected } from './regions-as-expected.ts';
import { releasesAsExpected } from './releases-as-expected.ts';
import { sabotageReached } from './sabotage-reached.ts';
import { sagasAskedFor } from './sagas-asked-for.ts';
import { sagasAtRest } from './sagas-at-rest.ts';
import { serviceLevel } from './service-level.ts';
import { steadyState } from './steady-state.ts';
import { storesLevel } from './stores-level.ts';
import { strandedSagas } from './stranded-sagas.ts';
import { streamStall } from './stream-stall.ts';
import { tracesWhole } from './traces-whole.ts';

export { countHits } from './faults-hit.ts';
export { hasConcluded, runsSinceDrift } from './judged-run.ts';

const aboutSagas: readonly Checker[] = [sagasAtRest, outcomeAsPredicted, refusedLeftNothing];

const others: readonly Checker[] = [
  sagasAskedFor,
  explained,
  rollbacksWithinBudget,
  convergence,
  queuesEmptied,
  streamStall,
  tracesWhole,
  answersAsExpected,
  releasesAsExpected,
  regionsAsExpected,
  alarmsAsPredicted,
  alarmsProven,
  deployedAsDesigned,
  reconciliation,
  ledgerWhole,
  strandedSagas,
  storesLevel,
  steadyState,
  faultsHit,
  leasesHeld,
  ranItsCourse,
  loadDelivered,
  harnessPresent,
  serviceLevel,
  evidenceWhole,
  evidenceAgrees,
  evidenceSealed,
  sabotageReached,
];

/** @internal */
export const checkers: readonly Checker[] = [...aboutSagas, ...others];

/** The checks that every system has, and the invariants of this one. */
export function checkersOf(system: SystemDefinition | undefined): readonly Checker[] {
  return [...aboutSagas, ...invariantCheckers(system), ...others];
}
