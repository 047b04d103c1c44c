/**
 * What a stage holds, and how it is cleared: all that `chaos status` and `chaos stop` need. It stands apart from the
 * runner because a kill switch must not wait until checkers and documents are loaded.
 */
export { type Holder, readStage, type StageState, type Stopped, stopStage } from './control/index.ts';
export { markKilled } from './runner/journal.ts';
