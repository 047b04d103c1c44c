import type { Journal, Operation, ReconcileResult, RunEvent, Snapshot } from '../schemas/index.ts';
import type { Prediction } from '../prediction/index.ts';

/** The events that checks rest on. Transitions of sagas are by far the most, and the stores' snapshots say them better. */
export type JudgedEvent = Exclude<RunEvent, { kind: 'saga' }>;

/** What a run left behind, by the name checkers ask for. */
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

/** A part that is whole, or the reason why nothing may be concluded from it. */
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

/** What the journal counts of a snapshot. */
export function entriesOf(snapshot: Snapshot): number {
  const copies = Object.values(snapshot.copies).map((view) => Object.keys(view).length);
  return [snapshot.sagas.length, snapshot.stock.length, Object.keys(snapshot.filings).length, ...copies].reduce(
    (sum, count) => sum + count,
    0,
  );
}

/** What the journal counts of a reconcile run. */
export function findingsOf(result: ReconcileResult): number {
  return result.rules.length + result.differences.length;
}
