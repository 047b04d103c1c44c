/** Compares keyed sets and repairs drift. Pure: time, stores, ledger and lease are arguments. */
export * from './errors.ts';
export { type Bounds, memorySpool, type Scratch, type Spool, type SpoolRecord } from './compare/index.ts';
export { CANONICAL_VERSION, canonicalJson, canonicalText, comparable, compositeKey } from './canonical.ts';
export { canonicalImage, columnsOf, sameImage } from './image.ts';
export { keyParts, type KeyType, normalKey, normalKeyPart } from './key.ts';
export type { Cause, CauseKind, CauseRecord } from './cause.ts';
export { type Amount, amountFrom, amountText, isSameAmount, isZero, negated, sumOf, ZERO } from './decimal.ts';
export { type Grouping, Groups, type ScratchSpace } from './groups.ts';
export { keptBefore, markOf, write } from './apply-repair.ts';
export { isUnwritten, writeOutcome } from './write-outcome.ts';
export { own } from './own.ts';
export { type Operation, type Plan, type PlanBook, planDigest, type PlannedOperation, ruleOf } from './plan.ts';
export type { Action, Clock, Conclusion, Intent, Lease, Ledger, Planned, Progress } from './ports.ts';
export type { Repairing } from './repair.ts';
export type {
  Difference,
  DifferenceKind,
  FoundDifference,
  Outcome,
  ReconcileResult,
  Recovered,
  RuleResult,
  ShownValues,
} from './result.ts';
export type { EngineRule, Finding, OwnerCall, Pair, Relation, Remedy, RepairLimits, RowGuard, Sides } from './rule.ts';
export type { RowCounts } from './row-count.ts';
export { reconcile, type RunOptions, waves } from './run.ts';
export { differenceOf, endedBefore } from './track.ts';
export {
  ExactNumber,
  hasLoneSurrogate,
  isWellFormed,
  JSON_NULL,
  type Json,
  jsonText,
  NonJsonValue,
  numberOf,
  parseJson,
  shownJson,
} from './json.ts';
export {
  displayed,
  type FieldType,
  type Fields,
  fromText,
  normalValue,
  type Value,
  writtenText,
} from './value.ts';
export type {
  GroupReader,
  GuardedWrite,
  Images,
  Reading,
  Row,
  Stamp,
  StoredValue,
  View,
  ViewEstimate,
  ViewProblem,
  WriteOutcome,
} from './view.ts';
export * from './in-parts/index.ts';
export type { Parts } from './parts.ts';
export type { HashedRow, Pushdown, SortedCell } from './pushdown.ts';
export * from './sketch/index.ts';
export type { Search, SearchPorts } from './search.ts';
export type { SpelledValue, Spelling } from './spelling.ts';
export { microsecondsOf, timestampFromHex } from './timestamp.ts';
