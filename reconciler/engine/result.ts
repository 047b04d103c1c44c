/** The result of a run. */
import type { Cause } from './cause.ts';
import type { Json } from './json.ts';

export type Outcome = 'clean' | 'repaired' | 'drift' | 'unsettled' | 'inconclusive' | 'stopped';

/** `unreadable`: both sides hold the row, and the only values that may differ are ones that a view cannot represent. */
export type DifferenceKind = 'missing-left' | 'missing-right' | 'different' | 'unreadable';

/**
 * Both values of a field. A side whose row does not have the field has no member here; that is not the same as null.
 */
export interface ShownValues {
  readonly left?: Json;
  readonly right?: Json;
}

/** A difference as soon as it is found. */
export interface FoundDifference {
  readonly rule: string;
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly fields: Readonly<Record<string, ShownValues>>;
  /** Why the rows could not be compared in full, or why the difference was not repaired. */
  readonly reason?: string;
  /** What typically causes it, where the rule has evidence. */
  readonly cause?: Cause;
}

export interface Difference extends FoundDifference {
  /** Which side is right, for each field that has a master. */
  readonly masters: Readonly<Record<string, 'left' | 'right'>>;
  readonly repaired: boolean;
}

export interface RuleResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly rows: { readonly left: number; readonly right: number };
  readonly candidates: number;
  /** Differences found; `repaired` of them no longer exist. */
  readonly drift: number;
  readonly repaired: number;
  /** Keys in flight for longer than the settle window. */
  readonly deferred: number;
  /** Differences that a person has accepted for a while: neither drift nor repaired. */
  readonly accepted: number;
  readonly bytes: number;
  /** Read capacity units of DynamoDB, if it reports them. */
  readonly readUnits?: number;
  /** Real seconds. */
  readonly seconds: number;
  readonly reason?: string;
  /** Only keys written since the previous pass were compared; `rows` counts those. */
  readonly pass?: 'changes';
  /** The earlier run that produced this result, and then ran out of time. */
  readonly resumedFrom?: { readonly runId: string; readonly startedAt: string };
}

/** An operation of an earlier run that ended before it recorded the outcome. */
export interface Recovered {
  readonly runId: string;
  readonly operationId: string;
  readonly status: 'done' | 'not-done' | 'unknown' | 'intended';
  readonly reason?: string;
}

export interface ReconcileResult {
  readonly runId: string;
  readonly outcome: Outcome;
  /** ISO UTC on the clock of the system that is reconciled. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly rules: readonly RuleResult[];
  readonly differences: readonly Difference[];
  /** The repairs that this run would make but may not make without approval. */
  readonly plan?: { readonly id: string; readonly digest: string; readonly operations: number };
  readonly recovered?: readonly Recovered[];
  /** Rules that a scheduled run skipped because they are not due yet. */
  readonly notDue?: readonly string[];
}

/** Worst first: the outcome of a run is the worst outcome of its rules. */
const GRAVITY: readonly Outcome[] = ['stopped', 'inconclusive', 'drift', 'unsettled', 'repaired', 'clean'];

export function gravest(outcomes: readonly Outcome[]): Outcome {
  return GRAVITY.find((outcome) => outcomes.includes(outcome)) ?? 'clean';
}

export function outcomeOf(counts: Pick<RuleResult, 'drift' | 'repaired' | 'deferred'>): Outcome {
  if (counts.drift > counts.repaired) return 'drift';
  if (counts.deferred > 0) return 'unsettled';
  return counts.repaired > 0 ? 'repaired' : 'clean';
}
