/** Everything the runner keeps in a stage's control table: faults with their leases, the stage's lock, drift. */
export { arm, disarm } from './armed.ts';
export { driftRecords, keepDriftRecord, undoDrift } from './drift-records.ts';
export { type HeldStage, holdStage } from './hold.ts';
export { type Holder, type IsGone, requestStop, StageInUseError, stageInUse } from './lock.ts';
export { clearStage, describeLeftBehind, readStage, type StageState, type Stopped, stopStage } from './state.ts';
export type { Control } from './table.ts';
