/** The interface between the runner, which decides what load a run needs, and the driver that produces it. */
import type { Operation } from './evidence/index.ts';
import type { ExpectedOutcome, Phase } from './experiment.ts';
import type { SystemDescription } from './system.ts';

export interface LoadRequest {
  /** Token that starts every correlation id: iteration i of a scenario sends `<run>-<scenario>-<i>`. */
  readonly run: string;
  readonly seed: number;
  /** Phase i begins at T0 + the sum of `seconds + drainSeconds` of the phases before it. */
  readonly phases: readonly Phase[];
  /** Which answers the experiment expects: an expected status does not count as a failure of the load. */
  readonly outcomes?: readonly ExpectedOutcome[];
  /** Whether to follow a few accepted orders to their end through the API, for runs that do not read the stores. */
  readonly follow?: boolean;
  /** The driver writes its own files below `<runDirectory>/k6/`, and nothing else. */
  readonly runDirectory: string;
  readonly system: SystemDescription;
  /** Phase 0 begins once this has settled and the generator is up; immediately when absent. */
  readonly ready?: Promise<void>;
  /** Aborting ends the load at once; `finished` then settles with what was sent so far. */
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly exitCode: number;
  readonly droppedIterations: number;
  /** By scenario name, all phases together. */
  readonly scenarios: Readonly<Record<string, { readonly planned: number; readonly started: number }>>;
  readonly failedThresholds: readonly string[];
  /** `elapsedMs` counts from T0 here. Only the runner knows when the run began, so it rewrites it from `sentAt`. */
  readonly operations: readonly Operation[];
}

export interface LoadRun {
  /** Settles when the load generator is up and phase 0 begins: T0. Rejects when it never comes up. */
  readonly started: Promise<void>;
  readonly finished: Promise<LoadResult>;
  /** Operations answered in the last real `seconds`, and how many of them failed: no answer, or status 500 and above. */
  recent(seconds: number): Promise<{ readonly operations: number; readonly failed: number }>;
}

export interface LoadDriver {
  start(request: LoadRequest): Promise<LoadRun>;
}
