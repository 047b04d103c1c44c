import type { Comparison } from './facts/comparison.ts';

/** What a report shows besides its own run. */
export interface Surroundings {
  /**
   * How the run differs from the one before, whose directory is at `path`, relative to its own; undefined if there is
   * none.
   */
  readonly comparison?: (Comparison & { readonly path: string }) | undefined;
}
