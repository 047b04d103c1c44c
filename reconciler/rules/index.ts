/** Rules: what two stores must agree on, which one is right if they differ, and how to repair the other. */
export { type Acceptance, acceptanceProblems, acceptedAt } from './acceptance.ts';
export { type Cadence, duePass, type Pass, type Passes } from './cadence.ts';
export { conservation, type ConservationOptions, type Contribution } from './conservation.ts';
export {
  defineReconciliation,
  onlyRules,
  type Reconciliation,
  type ReconciliationOptions,
  viewsOf,
} from './define-reconciliation.ts';
export { type ComparisonOptions, defineRule, type Repair } from './define-rule.ts';
export { derived, type DerivedOptions, type RowCondition } from './derived/index.ts';
export { lifecycle, type LifecycleOptions, type LifecycleRepair, NONE, stateOf } from './lifecycle.ts';
export type { RuleLimits } from './limits.ts';
export type { Master, Mastership } from './mastership.ts';
export { type Problem, ReconciliationError } from './problem.ts';
export { replica, type ReplicaOptions } from './replica/index.ts';
export { minutes, pacedViews, type Rule, type RuleOptions } from './rule.ts';
