import type { KeyObject } from 'node:crypto';
import type { Holder, IsGone } from '../control/index.ts';
import type { Design } from '../deployment/index.ts';
import type { Sabotage } from '../sabotage/index.ts';
import type { Journal, LoadCredentials, LoadDriver } from '../schemas/index.ts';
import type { Target } from '../target.ts';
import type { BuildRelease } from './phases/releases.ts';
import type { RegionPair } from './pair.ts';
import type { ProbePorts } from './probes/index.ts';

/** The process that runs an experiment, as the stage's lock names it. */
export interface RunHolder extends Pick<Holder, 'by' | 'host' | 'pid' | 'started'> {
  /** Whether the process behind another run's lock is gone. */
  readonly isGone: IsGone;
}

/** What the journal says about where a run comes from. */
export interface Provenance {
  /** Versions to record, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command that repeats this run. */
  readonly command: string;
  /** The commit, the host and the operator, as far as they are known and may be recorded. */
  readonly origin?: Journal['origin'];
  /** Figures known before the run, such as the duration of the boot in seconds. */
  readonly figures: Readonly<Record<string, number>>;
  /** Names of the alarms in the intact template, with or without the stage's prefix. */
  readonly alarms: readonly string[];
  /** Alarms that earlier runs of the same game day made fire and clear, without the prefix. */
  readonly provenAlarms?: readonly string[];
  /** What was broken on purpose in this system. */
  readonly sabotage: Pick<Sabotage, 'name' | 'seen'> | undefined;
}

/** Everything that a run needs from outside. */
export interface RunnerPorts {
  readonly target: Target;
  readonly probes: Pick<ProbePorts, 'modules'>;
  /** How probes and journeys authenticate. */
  readonly credentials: LoadCredentials;
  readonly load: LoadDriver;
  readonly seed: number;
  /** Run directory; created if it does not exist. */
  readonly directory: string;
  readonly holder: RunHolder;
  readonly provenance: Provenance;
  /** What the unmodified templates say about alarms, metric filters, schedules and dashboards. */
  readonly design: Design;
  /** The private Ed25519 key that signs the journal; absent if it is not signed. */
  readonly signingKey?: KeyObject;
  /** Builds the code of a release that the system's definition names. Absent: no experiment can deploy one. */
  readonly buildRelease?: BuildRelease | undefined;
  /** In a system of two regions: the run on the other one. */
  readonly pair?: RegionPair;
  /** Called once the run holds the stage and its journal is written. */
  readonly onStart?: () => Promise<void>;
  /** Ends the run: faults are released, the load ends, and the journal says `interrupted`. */
  readonly signal: AbortSignal;
  /** Shows a line of progress. */
  readonly progress: (text: string) => void;
}
