/** Compares keyed sets and mends what has drifted. Pure: time, stores, ledger and lease are arguments. */
export * from './errors.ts';
export { fateOf } from './fate.ts';
export { canonicalImage, columnsOf, sameImage } from './image.ts';
export { markOf, write } from './mend.ts';
export { type Operation, type Plan, type PlannedOperation, ruleOf } from './plan.ts';
export type { Action, Clock, Conclusion, Intent, Lease, Ledger, PlanBook, Planned, Progress } from './ports.ts';
export type { Repairing } from './repair.ts';
export type { Difference, DifferenceKind, Outcome, ReconcileResult, Recovered, RuleResult } from './result.ts';
export type { EngineRule, Finding, OwnerCall, Pair, Relation, Remedy, RepairLimits, Sides } from './rule.ts';
export { reconcile, type RunOptions } from './run.ts';
export {
  CANONICAL_VERSION,
  canonicalJson,
  canonicalText,
  comparable,
  compositeKey,
  displayed,
  type FieldType,
  type Fields,
  fromText,
  type Json,
  type Value,
  writtenText,
} from './value.ts';
export type {
  GuardedWrite,
  Images,
  Reading,
  Row,
  Stamp,
  View,
  ViewEstimate,
  ViewProblem,
  WriteOutcome,
} from './view.ts';
export type { Pushdown } from './pushdown.ts';
export type { Lanes, Selection, Sketch, SketchPlan, Tokened } from './sketch/index.ts';
export { waves } from './waves.ts';
