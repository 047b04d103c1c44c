import type { Journal, Operation, ReconcileResult, RunEvent, Snapshot } from '../schemas/index.ts';
import type { JudgedSnapshot, SystemDefinition } from '../system/index.ts';
import type { Prediction } from '../prediction/index.ts';

/**
 * The events that checks use. Saga transitions are left out: they far outnumber the others, and snapshots are more
 * exact.
 */
export type JudgedEvent = Exclude<RunEvent, { kind: 'saga' }>;

/** The parts of a run's evidence, by the names that checkers use. */
export interface Parts {
  readonly events: readonly JudgedEvent[];
  readonly history: readonly Operation[];
  /** Derived from the history, the experiment and the seed. */
  readonly prediction: Prediction;
  readonly before: JudgedSnapshot;
  readonly drained: JudgedSnapshot;
  readonly drifted: Pick<Snapshot, 'at'>;
  readonly end: JudgedSnapshot;
  readonly reconciles: readonly ReconcileResult[];
}

/** A complete part, or the reason why no check may use it. */
export type Part<Value> =
  | { readonly complete: true; readonly value: Value }
  | { readonly complete: false; readonly reason: string };

export interface Evidence {
  readonly journal: Journal;
  /** Undefined if the run has no definition: its stores were not read. */
  readonly system: SystemDefinition | undefined;
  readonly parts: { readonly [Name in keyof Parts]: Part<Parts[Name]> };
}

export function complete<Value>(value: Value): Part<Value> {
  return { complete: true, value };
}

export function incomplete(reason: string): { readonly complete: false; readonly reason: string } {
  return { complete: false, reason };
}

/** The number of entries that the journal counts for the result of a reconcile run. */
export function resultEntriesOf({ rules, differences }: ReconcileResult): number {
  return rules.length + differences.length;
}
