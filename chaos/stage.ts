/**
 * What stands on a stage, and its end: all that `chaos status` and `chaos stop` need. It is apart from the rest because
 * a kill switch must not wait for faults, checkers and documents to load.
 */
export {
  type Control,
  type Holder,
  readStage,
  StageInUseError,
  type StageState,
  type Stopped,
  stopStage,
} from './runner/control/index.ts';
export { markKilled } from './runner/killed.ts';
export { storesOf } from './runner/stores.ts';
