import type {
  AccessReport,
  Journal,
  K6Plan,
  K6Summary,
  LedgerEntry,
  Operation,
  ReconcileResult,
  RunEvent,
  Snapshot,
  TraceSpan,
  TraceSummary,
} from '../schemas/index.ts';
import type { ThrownErrors } from '../schemas/thrown.ts';
import type { JudgedSnapshot, SystemDefinition } from '../system/index.ts';
import type { K6Points } from './k6-points.ts';
import type { LoggedSagas } from './saga-log.ts';
import type { Prediction } from '../prediction/index.ts';

/** The events that checks use one by one. Saga transitions are kept apart, because they far outnumber the others. */
export type JudgedEvent = Exclude<RunEvent, { kind: 'saga' }>;

/** The parts of a run's evidence, by the names that checkers use. */
export interface Parts {
  readonly events: readonly JudgedEvent[];
  readonly history: readonly Operation[];
  /** Derived from the history, the experiment and the seed. */
  readonly prediction: Prediction;
  readonly before: JudgedSnapshot;
  readonly drained: JudgedSnapshot;
  /** Without its sagas, which no check reads. */
  readonly drifted: Snapshot;
  readonly end: JudgedSnapshot;
  readonly reconciles: readonly ReconcileResult[];
  /** What the reconciler's ledger holds of each of these runs, by the run's id. */
  readonly ledgers: ReadonlyMap<string, readonly LedgerEntry[]>;
  readonly k6: K6Files;
  /** Correlation ids of logged sagas that the history does not have. */
  readonly unsent: ReadonlySet<string>;
  /** The states that functions logged for sagas, those of the history's operations and others. */
  readonly transitions: LoggedSagas;
  readonly seal: Seal;
  /** Undefined if the run left none: AWS does not say which grants are used. */
  readonly access: AccessReport | undefined;
  /** Undefined if the functions left no traces. */
  readonly traces: Traces | undefined;
}

/** The traces of sagas that the run kept, and what all traces say together. */
export interface Traces {
  /** By correlation id. */
  readonly spans: ReadonlyMap<string, readonly TraceSpan[]>;
  readonly summary: TraceSummary;
}

/** k6's own files. */
export interface K6Files {
  readonly plan: K6Plan;
  readonly summary: K6Summary;
  readonly points: K6Points;
  /** What journeys threw, as far as the beginning of k6's log shows. */
  readonly thrown: ThrownErrors | undefined;
}

/** How the files of a run compare with what was sealed when it ended. */
export interface Seal {
  /** How many files were sealed, beside the journal. */
  readonly files: number;
  /** One sentence for each file that was changed, removed or added since. */
  readonly changes: readonly string[];
  /** Whether the journal's signature was verified too. */
  readonly isSigned: boolean;
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

/** The number of entries that the journal counts for the report on access. */
export function accessEntriesOf({ unused, unchecked, denied }: AccessReport): number {
  return unused.length + unchecked.length + denied.length;
}

/** The number of entries that the journal counts for the result of a reconcile run. */
export function resultEntriesOf({ rules, differences }: ReconcileResult): number {
  return rules.length + differences.length;
}
