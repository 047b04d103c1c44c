/**
 * `evenkeel/chaos/runner`: runs experiments against a system, and reads or clears its stage. It uses the AWS SDK, which
 * the rest of chaos does not need.
 */
export { HarnessError, StoppedError } from '../errors.ts';
export {
  type Control,
  type Holder,
  readStage,
  StageInUseError,
  type StageState,
  type Stopped,
  stopStage,
} from '../control/index.ts';
export type { FeedingQueues, QueueDepth, Target, TargetClients, TargetClock } from '../target.ts';
export { markKilled } from './journal.ts';
export type { BuildRelease } from './phases/releases.ts';
export { startFor } from './phases/schedule.ts';
export type { Provenance, RunHolder, RunnerPorts } from './ports.ts';
export type { CustomersMoved, PairMoment, RegionPair, ReplicaComparison, ReplicaDifference } from './pair.ts';
export type { ProbePorts } from './probes/index.ts';
export { type BlindAlarm, findBlindAlarms } from './watch/blind-alarms.ts';
export { runExperiment, runTokenAt } from './run-experiment.ts';
