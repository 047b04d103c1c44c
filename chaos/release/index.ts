/** Releases of defective versions: how they are made, deployed, followed and undone. */
export { firstShareOf } from './first-share.ts';
export { type Files } from './package.ts';
export { awaitEnd, startRelease, undoRelease } from './releases.ts';
export type { ReleasedFunction, StartedRelease } from './started.ts';
