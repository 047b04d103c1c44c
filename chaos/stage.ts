/**
 * Reads and clears a stage, for `chaos status` and `chaos stop`, and shows whether a run holds it. It is separate from the runner because a kill switch
 * must not wait until checkers and documents are loaded.
 */
export { type Holder, readStage, stageInUse, type StageState, type Stopped, stopStage } from './control/index.ts';
export { markKilled } from './runner/journal.ts';
