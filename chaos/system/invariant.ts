/** What must hold in a system's stores, whatever was broken. */
import type { Mistake } from '../schemas/mistakes.ts';
import type { Check, Operation, Snapshot, SnapshotName } from '../schemas/evidence/index.ts';
import type { PredictedEnd } from '../prediction/predicted-end.ts';
import type { SagaState } from './saga-state.ts';

/** The stores at one moment, with the sagas that they hold. */
export interface JudgedSnapshot extends Snapshot {
  readonly sagas: readonly SagaState[];
}

/** What an invariant sees of a run. */
export interface RunState {
  /** The snapshots that the invariant asks for. */
  readonly snapshots: Readonly<Record<SnapshotName, JudgedSnapshot>>;
  /** What the load sent, and which answers it got. */
  readonly operations: readonly Operation[];
  readonly prediction: ReadonlyMap<string, PredictedEnd>;
  /**
   * Whether the snapshot `end` shows a repaired system. False if the run was cut short after it had seeded drift: what
   * `end` shows may then be drift that the reconciler has not repaired yet.
   */
  readonly isEndRepaired: boolean;
}

export interface InvariantAnswer {
  /** A line for each violation, beginning with its key or correlation id. Empty if the invariant holds. */
  readonly violations: readonly string[];
  /** What holds, or does not, in one sentence. */
  readonly summary: string;
  /** True if the violations prove nothing, such as before drift was repaired. */
  readonly undecided?: boolean;
  readonly measured?: Check['measured'];
}

/** A view or, with `field`, a field of a view that an invariant reads. */
export interface InvariantRead {
  /** Where the invariant's options name it, such as `by[0]`. */
  readonly path: string;
  readonly view: string;
  readonly field?: string;
}

/**
 * A system's own check of snapshots of its stores. `judge` is a pure function, so that `evenkeel chaos check` judges a
 * run directory the same on any machine. If it throws, its check is `unknown`.
 */
export interface Invariant {
  /** Name of the check in verdicts and reports: lower-case words joined by hyphens. */
  readonly name: string;
  /** Views that it reads; each must be one of the system's. */
  readonly views: readonly string[];
  /** Snapshots that it needs; the check is `unknown` if one of them is incomplete. */
  readonly at: readonly Exclude<SnapshotName, 'drifted'>[];
  judge(state: RunState): InvariantAnswer;
  /** What it reads in detail; each view must be one of the system's, and each field one of its view's. */
  readonly reads?: readonly InvariantRead[];
  /** What is wrong with the options that it was made from; `defineSystem` refuses it then. */
  readonly mistakes?: readonly Mistake[];
}
