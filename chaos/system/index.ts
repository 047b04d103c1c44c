/** A system's definition: the only way in which the harness learns about a system. */
export type { ClientConfiguration, Connection } from './connection.ts';
export type { Journey, Journeys, LoadedSystem, SystemDefinition } from './definition.ts';
export type { DescribedStores, DriftKind, DriftProblem, DriftStores, PreImage, Seeded, Seeding } from './drift.ts';
export {
  type AcceptedRequest,
  anyNumberOf,
  type BeforeLoad,
  change,
  type ChangedRecord,
  type EarlierSaga,
  either,
  type Expectations,
  type Expected,
  type ExpectedChange,
  type ExpectedRecord,
  type OrphanedSaga,
  record,
  type RequestFault,
  type StatedView,
} from './expect.ts';
export { anyText, integer, type Matcher, oneOf, sameAs, time, withheld } from './matchers.ts';
export { DefinitionDraft } from './draft.ts';
export { besideShape, definitionProblems, defineSystem } from './define-system.ts';
export { inOrder } from './in-order.ts';
export { journeyScript } from './journey-script.ts';
export { describeSystem, openSystem } from './open-system.ts';
export type { OpenedSystem } from './opened.ts';
export { storeProblems } from './store-problems.ts';
export { nameIn, SystemError, type SystemProblem } from './system-error.ts';
export type { Invariant, InvariantAnswer, InvariantRead, JudgedSnapshot, RunState } from './invariant.ts';
export { judgeInvariant } from './judge-invariant.ts';
export { type Conserved, conserved, type ExactlyOnce, exactlyOnce, type Term, type Where } from './invariants.ts';
export type { CodeRelease } from './release.ts';
export {
  NO_RECORD,
  stepsBefore,
  type Participant,
  type SagaDefinition,
  type UnfinishedWanted,
  type StepDefinition,
  type StepRole,
  type Steps,
} from './saga.ts';
export { correlationIdIn, endOf, type ReachedEnd, type SagaState, stateIn, stateOf } from './saga-state.ts';
export type {
  StoreReading,
  StoreReconciliation,
  StoreRow,
  StoreView,
  StoreWrite,
  StoreWriteOutcome,
} from './stores.ts';
