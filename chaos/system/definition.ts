/** A system as a team describes it for the harness. */
import type { LoadCredentials, LoadProfile } from '../schemas/load.ts';
import type { Sabotage } from '../sabotage/sabotage.ts';
import type { Connection } from './connection.ts';
import type { DriftKind } from './drift.ts';
import type { Expectations } from './expect.ts';
import type { Invariant } from './invariant.ts';
import type { CodeRelease } from './release.ts';
import type { SagaDefinition, Steps } from './saga.ts';
import type { StoreReconciliation, StoreView } from './stores.ts';

/** A journey: what one iteration of a scenario does. */
export interface Journey {
  /**
   * The end of the saga that it starts, if no fault interferes; one of `saga.ends`. Null for a journey that starts no
   * saga.
   */
  readonly end: string | null;
}

export interface Journeys {
  /**
   * A k6 script in TypeScript or JavaScript that exports a function for each journey, by its name. Relative to the
   * definition's file, or a `file:` URL. The harness bundles it.
   */
  readonly module: string | URL;
  readonly journeys: Readonly<Record<string, Journey>>;
  /** JSON that the journeys read with `data()`, such as the products to order. */
  readonly data?: (connection: Connection) => unknown;
}

/** What `defineSystem` takes. */
export interface SystemDefinition<Reconciliation extends StoreReconciliation = StoreReconciliation> {
  /** Lower-case words joined by hyphens; appears in run directories and reports. */
  readonly name: string;
  /** The object that `evenkeel reconcile` and the hourly function use, or a function that makes it. */
  readonly reconciliation: Reconciliation | ((connection: Connection) => Reconciliation);
  /** Views that only the judgement needs, because no rule compares them. */
  readonly evidence?: (connection: Connection) => readonly StoreView[];
  /** Absent for a system without sagas. */
  readonly saga?: SagaDefinition;
  readonly invariants?: readonly Invariant[];
  /**
   * What the stores must hold after a run, record by record, for what the load asked for. Absent: only sagas, invariants
   * and rules are judged, and a record that nothing explains goes unnoticed.
   */
  readonly expect?: Expectations;
  /** Services and steps at which faults can act. Absent: faults act anywhere, and experiments state the ends. */
  readonly steps?: Steps;
  /** Absent: scenarios use the journey `request` only. */
  readonly journeys?: Journeys;
  /** What `evenkeel load` can run; each profile has a different name. */
  readonly profiles?: readonly LoadProfile[];
  /** How probes and journeys authenticate. */
  readonly credentials?: (connection: Connection) => Promise<LoadCredentials>;
  /**
   * Writes the data that the system must hold before any load. Called for each system that a command boots; may run
   * twice.
   */
  readonly seed?: (connection: Connection) => Promise<void>;
  /** Calls every function once, so that a run does not measure cold starts. Called after `seed`. */
  readonly warmUp?: (connection: Connection) => Promise<void>;
  /** The system's own kinds of drift, in addition to the generic ones. */
  readonly drift?: readonly DriftKind<never>[];
  /** Other code that experiments can release. */
  readonly releases?: readonly CodeRelease[];
  /** Ways to break the system on purpose, each with the check that must catch it. */
  readonly sabotages?: readonly Sabotage[];
  /**
   * The command that synthesizes the app, for sabotages that replace source code. It runs in a copy of the project. By
   * default the script `synth` of the project's package.json or, without one, `npx cdk synth --quiet`.
   */
  readonly synth?: string;
}

/** A definition with the digest of all of its code, by which a run directory names it. */
export interface LoadedSystem<Reconciliation extends StoreReconciliation = StoreReconciliation> {
  readonly definition: SystemDefinition<Reconciliation>;
  /** SHA-256, in hexadecimal digits. */
  readonly digest: string;
}
