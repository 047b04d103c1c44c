/** Releases of defective versions: how they are made, deployed, followed and undone. */
export { firstShareOf } from './first-share.ts';
export { type Files } from './package.ts';
export {
  awaitEnd,
  type ReleasedFunction,
  type StartedRelease,
  startRelease,
  undoRelease,
} from './releases.ts';
