import type { Experiment } from '../schemas/index.ts';
import type { Target } from '../target.ts';
import type { KnownStores } from './known-stores.ts';
import type { ArmedFaults } from './phases/faults.ts';
import type { RegionPair } from './pair.ts';
import type { ProbePorts } from './probes/index.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';
import type { Halt } from './watch/halt.ts';
import type { Observation } from './watch/observation.ts';

/** What every part of a run may use. A part that needs less picks less. */
export interface RunContext {
  readonly experiment: Experiment;
  /** Token that starts every correlation id of the run. */
  readonly run: string;
  readonly seed: number;
  readonly target: Target;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly probes: ProbePorts;
  /** The run on the other region, if the system has two. */
  readonly pair?: RegionPair | undefined;
  /** Aborted when the caller ends the run. */
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** A run that has found its system steady and now loads it, breaks it and watches it recover. */
export interface ActiveRun extends RunContext {
  readonly faults: ArmedFaults;
  readonly observation: Observation;
  readonly halt: Halt;
  /** Aborted when the run ends early, for whatever reason. */
  readonly ending: AbortSignal;
  /** Undefined for a custom system: nothing of its stores is then kept, seeded or reconciled. */
  readonly known: KnownStores | undefined;
  /** Figures that the journal keeps beside the verdict. */
  readonly figures: Record<string, number>;
}
