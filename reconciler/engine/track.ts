/** What happens to a rule during a run, and what the run reports about it at the end. */
import { RunStoppedError } from './errors.ts';
import { own } from './own.ts';
import type { Clock, Progress } from './ports.ts';
import {
  type Difference,
  type DifferenceKind,
  type FoundDifference,
  gravest,
  type Outcome,
  outcomeOf,
  type ReconcileResult,
  type RuleResult,
} from './result.ts';
import type { Reading } from './row.ts';
import type { EngineRule, Finding, Pair } from './rule.ts';
import type { Search } from './search.ts';

export interface Track {
  readonly rule: EngineRule;
  search?: Search;
  /** Findings that were repaired. */
  readonly repaired: Set<Finding>;
  failure?: { readonly outcome: Outcome; readonly reason: string };
  /** Number of findings that a person has accepted, and the first of them. */
  accepted: number;
  readonly acceptedFindings: Finding[];
  bytes: number;
  readUnits: number;
  seconds: number;
  /** Why findings were not repaired. */
  readonly reasons: Map<Finding, string>;
  /** The result of an earlier run that ran out of time after this rule. */
  readonly carried?: RuleResult;
}

export const newTrack = (rule: EngineRule, carried?: RuleResult): Track => ({
  rule,
  repaired: new Set(),
  accepted: 0,
  acceptedFindings: [],
  bytes: 0,
  readUnits: 0,
  seconds: 0,
  reasons: new Map(),
  ...(carried && { carried }),
});

/** Findings that have not been repaired, including accepted ones. */
export const openOf = (tracks: readonly Track[]): Finding[] =>
  tracks.flatMap(({ search: found, repaired, acceptedFindings }) => [
    ...(found?.findings ?? []).filter((finding) => !repaired.has(finding)),
    ...acceptedFindings,
  ]);

export const rowsOf = ({ search: found }: Track): number => Math.max(found?.rows.left ?? 0, found?.rows.right ?? 0);

/** Counts what is read towards the rule. */
export const readingOf = (
  track: Track,
  { signal, pulse, progress }: { signal: AbortSignal; pulse: () => void; progress: (progress: Progress) => void },
): Reading => ({
  signal,
  received(bytes) {
    track.bytes += bytes;
    pulse();
    progress({ kind: 'reading', rule: track.rule.name, bytes: track.bytes });
  },
  consumed(readUnits) {
    track.readUnits += readUnits;
  },
});

/** Measures the work. If it throws, nothing is known about the rule. */
export async function timed(track: Track, clock: Clock, work: () => Promise<void>): Promise<void> {
  const began = clock.elapsed();
  try {
    await work();
  } catch (error) {
    track.failure = failureOf(error);
  } finally {
    track.seconds += (clock.elapsed() - began) / 1000;
  }
}

export function resultOf(
  tracks: readonly Track[],
  run: Pick<ReconcileResult, 'runId' | 'startedAt' | 'endedAt' | 'plan' | 'recovered'>,
): ReconcileResult {
  const rules = tracks.map(ruleResult);
  const { runId, startedAt, endedAt, plan, recovered = [] } = run;
  return {
    runId,
    outcome: gravest(rules.map(({ outcome }) => outcome)),
    startedAt,
    endedAt,
    rules,
    differences: tracks.flatMap(differencesOf),
    ...(plan && { plan }),
    ...(recovered.length > 0 && { recovered }),
  };
}

function ruleResult(track: Track): RuleResult {
  const { rule, search: found, repaired, failure, accepted, bytes, readUnits, seconds, reasons, carried } = track;
  if (carried !== undefined) return carried;
  const counts = { drift: found?.drift ?? 0, repaired: repaired.size, deferred: found?.deferred ?? 0 };
  const reason = failure?.reason ?? summary([...new Set(reasons.values())]);
  return {
    name: rule.name,
    outcome: failure?.outcome ?? outcomeOf(counts),
    rows: found?.rows ?? { left: 0, right: 0 },
    candidates: found?.candidates ?? 0,
    ...counts,
    accepted,
    bytes,
    ...(readUnits > 0 && { readUnits }),
    seconds,
    ...(reason !== '' && { reason }),
    ...(found?.pass && { pass: found.pass }),
  };
}

/** Reasons given in a result; each difference may have its own. */
const MAX_REASONS = 10;

const summary = (reasons: readonly string[]): string => {
  const shown = reasons.slice(0, MAX_REASONS);
  return [...shown, ...(reasons.length > shown.length ? [`and ${reasons.length - shown.length} more`] : [])].join('; ');
};

function differencesOf({ rule, search: found, repaired, reasons }: Track): Difference[] {
  return (found?.findings ?? []).map((finding) => {
    const difference = differenceOf(rule, finding);
    const reason = reasons.get(finding) ?? difference.reason;
    return {
      ...difference,
      masters: rule.masters(finding.pair),
      repaired: repaired.has(finding),
      ...(reason !== undefined && { reason }),
    };
  });
}

const NOTHING = { candidates: 0, drift: 0, repaired: 0, deferred: 0, accepted: 0, bytes: 0, seconds: 0 };

/** The result of a run that ended before it compared anything: `stopped` or `inconclusive`, as the error says. */
export function endedBefore(
  error: unknown,
  run: { readonly runId: string; readonly clock: Clock; readonly rules: readonly { readonly name: string }[] },
): ReconcileResult {
  const { runId, clock, rules } = run;
  const at = new Date(clock.now()).toISOString();
  const { outcome, reason } = failureOf(error);
  return {
    runId,
    outcome,
    startedAt: at,
    endedAt: at,
    rules: rules.map(({ name }) => ({ name, outcome, rows: { left: 0, right: 0 }, ...NOTHING, reason })),
    differences: [],
  };
}

/** An error never says anything about the data: the rule is stopped, or nothing is known about it. */
const failureOf = (error: unknown): NonNullable<Track['failure']> => ({
  outcome: error instanceof RunStoppedError ? 'stopped' : 'inconclusive',
  reason: error instanceof Error ? error.message : String(error),
});

export function differenceOf(rule: EngineRule, finding: Finding): FoundDifference {
  const { key, pair } = finding;
  const fields = rule.describe(pair);
  const reason = rule.whyNotCompared?.(finding);
  const cause = reason === undefined ? rule.cause?.(finding) : undefined;
  return {
    rule: rule.name,
    key,
    kind: kindOf(pair, Object.keys(fields)),
    fields,
    ...(reason !== undefined && { reason }),
    ...(cause && { cause }),
  };
}

function kindOf({ left, right }: Pair, fields: readonly string[]): DifferenceKind {
  if ((left ?? right)?.isKeyless === true) return 'unreadable';
  if (left === undefined) return 'missing-left';
  if (right === undefined) return 'missing-right';
  if (left.unreadable === undefined && right.unreadable === undefined) return 'different';
  const isUnreadable = (field: string): boolean =>
    own(left.unreadable, field) !== undefined || own(right.unreadable, field) !== undefined;
  return fields.length > 0 && fields.every(isUnreadable) ? 'unreadable' : 'different';
}
