import type { Journal, Operation, ReconcileResult, RunEvent, Snapshot } from '../schemas/index.ts';
import type { Prediction } from '../prediction/index.ts';

/** The events that checks use. Saga transitions are left out: they are by far the most, and snapshots are more exact. */
export type JudgedEvent = Exclude<RunEvent, { kind: 'saga' }>;

/** The parts of a run's evidence, by the name under which a checker asks for them. */
export interface Parts {
  readonly events: readonly JudgedEvent[];
  readonly history: readonly Operation[];
  /** Derived from the history, the experiment and the seed. */
  readonly prediction: Prediction;
  readonly before: Snapshot;
  readonly drained: Snapshot;
  readonly drifted: Pick<Snapshot, 'at'>;
  readonly end: Snapshot;
  readonly reconciles: readonly ReconcileResult[];
}

/** A complete part, or the reason why no check may use it. */
export type Part<Value> =
  | { readonly complete: true; readonly value: Value }
  | { readonly complete: false; readonly reason: string };

export interface Evidence {
  readonly journal: Journal;
  readonly parts: { readonly [Name in keyof Parts]: Part<Parts[Name]> };
}

export function complete<Value>(value: Value): Part<Value> {
  return { complete: true, value };
}

export function incomplete(reason: string): { readonly complete: false; readonly reason: string } {
  return { complete: false, reason };
}

/** How many entries the journal counts for a snapshot. */
export function entriesOf({ sagas, stock, filings, copies }: Snapshot): number {
  const rows = Object.values(copies).reduce((sum, view) => sum + Object.keys(view).length, 0);
  return sagas.length + stock.length + Object.keys(filings).length + rows;
}

/** How many entries the journal counts for the result of a reconcile run. */
export function resultEntriesOf({ rules, differences }: ReconcileResult): number {
  return rules.length + differences.length;
}
