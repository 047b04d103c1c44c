/** Everything the runner keeps in a stage's control table: faults with their leases, the stage's lock, drift. */
export { arm, disarm } from './armed.ts';
export { driftRecords } from './drift-records.ts';
export { holdStage, type HeldStage } from './hold.ts';
export { clearStage, describeLeftBehind } from './left-behind.ts';
export { type Holder, StageInUseError } from './lock.ts';
export { readStage, type StageState, type Stopped, stopStage } from './state.ts';
export type { Control } from './table.ts';
