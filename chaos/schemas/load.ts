/** The interface between the runner, which decides what load a run needs, and the driver that produces it. */
import type { Operation } from './evidence/index.ts';
import type { ExpectedOutcome, Phase, RegionRole } from './experiment.ts';

export interface JourneyScript {
  /** Absolute path of the module that exports a function for each journey. */
  readonly module: string;
  readonly names: readonly string[];
  /** JSON that the journeys read with `data()`. */
  readonly data: unknown;
}

export interface LoadCredentials {
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What journeys read with `secret(name)`. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Load without faults, for `evenkeel load`. */
export interface LoadProfile {
  readonly name: string;
  /** A short description. */
  readonly description: string;
  readonly phases: readonly Phase[];
}

export interface LoadRequest {
  /** Token that starts every correlation id: iteration i of a scenario sends `<run>-<scenario>-<i>`. */
  readonly run: string;
  readonly seed: number;
  /** Phase i begins at T0 + the sum of `seconds + drainSeconds` of the phases before it. */
  readonly phases: readonly Phase[];
  /** Which answers the experiment expects: an expected status does not count as a failure of the load. */
  readonly outcomes?: readonly ExpectedOutcome[];
  /** Whether journeys follow a few of their sagas to the end through the API, for runs that do not read the stores. */
  readonly follow?: boolean;
  /** The driver writes its own files below `<runDirectory>/k6/`, and nothing else. */
  readonly runDirectory: string;
  /** Invoke URL of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** Where customers near each region call the API, in a system of two regions; absent if it has one. */
  readonly urls?: Readonly<Record<RegionRole, string>>;
  /** The system's own journeys; absent if scenarios use the journey `request` only. */
  readonly journeys?: JourneyScript;
  /** Passed to k6 in its environment; no file of the run contains them. */
  readonly credentials: LoadCredentials;
  /** Phase 0 begins once this has settled and the generator is up; immediately when absent. */
  readonly ready?: Promise<void>;
  /** Aborting it ends the load at once; `finished` then resolves with what was sent so far. */
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly exitCode: number;
  readonly droppedIterations: number;
  /** By scenario name, all phases together. */
  readonly scenarios: Readonly<Record<string, { readonly planned: number; readonly started: number }>>;
  readonly failedThresholds: readonly string[];
  /** How many iterations ended because their journey threw an error, and the first error; absent if none did. */
  readonly thrown?: { readonly iterations: number; readonly error: string };
  /** Stretches in which the generator itself gave no sign of life, in wall-clock time; and how many signs it gave. */
  readonly pulse?: {
    readonly beats: number;
    readonly gaps: readonly { readonly from: string; readonly to: string }[];
  };
  /** `elapsedMs` counts from T0 here. Only the runner knows when the run began, so it rewrites it from `sentAt`. */
  readonly operations: readonly Operation[];
}

export interface LoadRun {
  /** Settles when the load generator is up and phase 0 begins: T0. Rejects if it never comes up. */
  readonly started: Promise<void>;
  readonly finished: Promise<LoadResult>;
  /** Operations answered in the last real `seconds`, and how many of them failed: no answer, or status 500 and above. */
  recent(seconds: number): Promise<{ readonly operations: number; readonly failed: number }>;
}

export interface LoadDriver {
  start(request: LoadRequest): Promise<LoadRun>;
}
