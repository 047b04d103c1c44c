/**
 * `evenkeel/chaos`: faults inside functions, experiments as documents, and the judgement of a run. It loads no AWS SDK:
 * `evenkeel/chaos/runner` runs experiments, and `evenkeel/chaos/sabotage` builds systems that are broken on purpose.
 */
export * from './schemas/index.ts';
export { ChaosError } from './errors.ts';
export { checkNameProblems } from './check-names.ts';
export { DocumentError, experimentSchema, parseExperiment, parsePlan, type Problem } from './documents/index.ts';
export { type Evidence, JournalError, RunDirectoryError, readEvidence } from './evidence/index.ts';
export { faults, faultsOf, type ListedFault } from './faults/listed.ts';
export { type AnyHandler, type ChaosOptions, withChaos, withFaults } from './injector/index.ts';
export { type CheckedRun, checkRun, type Judgement, judge, type Verdict, verdictExitCodes } from './judge.ts';
export {
  type KnownSystem,
  readExperiment,
  readExperiments,
  readPlan,
  readPlanFiles,
  type Shipped,
  shippedExperiments,
  shippedPlans,
} from './library.ts';
export {
  type AlarmWindow,
  type Forecast,
  forecast,
  type PredictedAlarm,
  type PredictedEnd,
  type Prediction,
  predict,
  predictAlarms,
} from './prediction/index.ts';
export { type RunSummary, summariseRun } from './summary.ts';
export * from './system/index.ts';
