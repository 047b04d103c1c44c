/** What a run says of itself. */
import type { Json } from './value.ts';

export type Outcome = 'clean' | 'repaired' | 'drift' | 'unsettled' | 'inconclusive' | 'stopped';

export type DifferenceKind = 'missing-left' | 'missing-right' | 'different';

export interface Difference {
  readonly rule: string;
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly fields: Readonly<Record<string, { readonly left: Json; readonly right: Json }>>;
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
  readonly bytes: number;
  /** Real seconds. */
  readonly seconds: number;
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
