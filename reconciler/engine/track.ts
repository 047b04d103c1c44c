/** What becomes of a rule in the course of a run, and what the run says of it in the end. */
import { RunStoppedError } from './errors.ts';
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
import type { EngineRule, Finding, Pair } from './rule.ts';
import type { Search } from './search.ts';
import type { Reading, Row } from './view.ts';

export interface Track {
  readonly rule: EngineRule;
  search?: Search;
  /** Findings that were repaired. */
  readonly repaired: Set<Finding>;
  failure?: { readonly outcome: Outcome; readonly reason: string };
  /** How many findings a person has accepted, and the first of them. */
  accepted: number;
  readonly acceptedFindings: Finding[];
  bytes: number;
  readUnits: number;
  seconds: number;
  /** Why findings were left as they are. */
  readonly reasons: Map<Finding, string>;
  /** What an earlier run found, which had no time for the rest. */
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

/** Findings that stand unrepaired, those that were accepted among them. */
export const openOf = (tracks: readonly Track[]): Finding[] =>
  tracks.flatMap(({ search: found, repaired, acceptedFindings }) => [
    ...(found?.findings ?? []).filter((finding) => !repaired.has(finding)),
    ...acceptedFindings,
  ]);

export const rowsOf = ({ search: found }: Track): number => Math.max(found?.rows.left ?? 0, found?.rows.right ?? 0);

/** Reads on account of the rule. */
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

/** Measures the work, and takes what it throws for what it means: nothing is known. */
export async function timed(track: Track, clock: Clock, work: () => Promise<void>): Promise<void> {
  const began = clock.elapsed();
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    track.failure = { outcome: error instanceof RunStoppedError ? 'stopped' : 'inconclusive', reason };
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

/** Reasons that a result tells; each difference may have one of its own. */
const MOST_REASONS = 10;

const summary = (reasons: readonly string[]): string => {
  const told = reasons.slice(0, MOST_REASONS);
  return [...told, ...(reasons.length > told.length ? [`and ${reasons.length - told.length} more`] : [])].join('; ');
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

export function differenceOf(rule: EngineRule, finding: Finding): FoundDifference {
  const { key, pair } = finding;
  const fields = rule.describe(pair);
  const reason = rule.whyNotCompared?.(finding);
  return {
    rule: rule.name,
    key,
    kind: kindOf(pair, Object.keys(fields)),
    fields,
    ...(reason !== undefined && { reason }),
  };
}

function kindOf({ left, right }: Pair, fields: readonly string[]): DifferenceKind {
  if (left === undefined) return 'missing-left';
  if (right === undefined) return 'missing-right';
  const isUnreadable = ({ unreadable }: Row): boolean => fields.some((field) => unreadable?.[field] !== undefined);
  return isUnreadable(left) || isUnreadable(right) ? 'unreadable' : 'different';
}
