/** What a run says of itself. */
import type { Json } from './json.ts';

export type Outcome = 'clean' | 'repaired' | 'drift' | 'unsettled' | 'inconclusive' | 'stopped';

/** `unreadable`: both sides hold the row, and all that may differ are values that a view cannot represent. */
export type DifferenceKind = 'missing-left' | 'missing-right' | 'different' | 'unreadable';

/** Both values of a field. A side whose row does not hold the field at all has no member, which is not null. */
export interface ShownValues {
  readonly left?: Json;
  readonly right?: Json;
}

/** A difference as it is found. */
export interface FoundDifference {
  readonly rule: string;
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly fields: Readonly<Record<string, ShownValues>>;
  /** Why the two could not be compared in full, or why it was left as it is. */
  readonly reason?: string;
}

export interface Difference extends FoundDifference {
  /** Which side is right, by field, where one is. */
  readonly masters: Readonly<Record<string, 'left' | 'right'>>;
  readonly repaired: boolean;
}

export interface RuleResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly rows: { readonly left: number; readonly right: number };
  readonly candidates: number;
  /** Differences found, of which `repaired` are no longer there. */
  readonly drift: number;
  readonly repaired: number;
  /** Keys in flight for longer than the settle window. */
  readonly deferred: number;
  /** Differences that a person has accepted for a while: neither drift nor repaired. */
  readonly accepted: number;
  readonly bytes: number;
  /** Read capacity units of DynamoDB, where it is reported. */
  readonly readUnits?: number;
  /** Real seconds. */
  readonly seconds: number;
  readonly reason?: string;
  /** Only the keys that were written since the pass before were looked at, and `rows` are of those. */
  readonly pass?: 'changes';
  /** The earlier run whose finding this is: that one ran out of time after this rule. */
  readonly resumedFrom?: { readonly runId: string; readonly startedAt: string };
}

/** An operation of an earlier run that ended before it said what came of it. */
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
  /** What this run would have done and may not do without approval. */
  readonly plan?: { readonly id: string; readonly digest: string; readonly operations: number };
  readonly recovered?: readonly Recovered[];
  /** Rules that a scheduled run left out, since their time has not come. */
  readonly notDue?: readonly string[];
}

/** From the gravest on: a run is what its gravest rule is. */
const GRAVITY: readonly Outcome[] = ['stopped', 'inconclusive', 'drift', 'unsettled', 'repaired', 'clean'];

export function gravest(outcomes: readonly Outcome[]): Outcome {
  return GRAVITY.find((outcome) => outcomes.includes(outcome)) ?? 'clean';
}

export function outcomeOf(counts: Pick<RuleResult, 'drift' | 'repaired' | 'deferred'>): Outcome {
  if (counts.drift > counts.repaired) return 'drift';
  if (counts.deferred > 0) return 'unsettled';
  return counts.repaired > 0 ? 'repaired' : 'clean';
}
