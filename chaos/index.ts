/** `evenkeel/chaos`: break a system on purpose, watch it, and judge what it did. */
export * from './schemas/index.ts';
export { DocumentError, experimentSchema, parseExperiment, parsePlan, type Problem } from './documents/index.ts';
export { type Evidence, JournalError, RunDirectoryError, readEvidence } from './evidence/index.ts';
export { faults, type ListedFault } from './faults/index.ts';
export { type AnyHandler, type ChaosOptions, withChaos, withFaults } from './injector/index.ts';
export { type CheckedRun, checkRun, type Judgement, judge, type Verdict, verdictExitCodes } from './judge.ts';
export {
  readExperiment,
  readExperiments,
  readPlan,
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
export {
  HarnessError,
  type ProbeAnswer,
  type ProbeContext,
  type ProbeModule,
  type RunnerPorts,
  runExperiment,
  startFor,
  type Target,
  type TargetClients,
  type TargetClock,
} from './runner/index.ts';
export {
  type Control,
  type Holder,
  markKilled,
  readStage,
  StageInUseError,
  type StageState,
  type Stopped,
  stopStage,
  storesOf,
} from './stage.ts';
export { type RunSummary, summariseRun } from './summary.ts';
