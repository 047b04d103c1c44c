/** What becomes of a rule in the course of a run, and what the run says of it in the end. */
import { type Difference, gravest, type Outcome, outcomeOf, type ReconcileResult, type RuleResult } from './result.ts';
import type { EngineRule, Finding } from './rule.ts';
import type { Search } from './search.ts';

export interface Track {
  readonly rule: EngineRule;
  search?: Search;
  /** Findings that were repaired. */
  readonly repaired: Set<Finding>;
  failure?: { readonly outcome: Outcome; readonly reason: string };
  bytes: number;
  seconds: number;
  /** Why findings were left as they are. */
  readonly reasons: Set<string>;
}

export const newTrack = (rule: EngineRule): Track => ({
  rule,
  repaired: new Set(),
  bytes: 0,
  seconds: 0,
  reasons: new Set(),
});

/** Findings that stand unrepaired. */
export const openOf = (tracks: readonly Track[]): Finding[] =>
  tracks.flatMap(({ search: found, repaired }) => (found?.findings ?? []).filter((finding) => !repaired.has(finding)));

export const rowsOf = ({ search: found }: Track): number => Math.max(found?.rows.left ?? 0, found?.rows.right ?? 0);

export function resultOf(
  tracks: readonly Track[],
  run: Pick<ReconcileResult, 'runId' | 'startedAt' | 'endedAt'>,
): ReconcileResult {
  const rules = tracks.map(ruleResult);
  return {
    runId: run.runId,
    outcome: gravest(rules.map(({ outcome }) => outcome)),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    rules,
    differences: tracks.flatMap(differencesOf),
  };
}

function ruleResult({ rule, search: found, repaired, failure, bytes, seconds, reasons }: Track): RuleResult {
  const counts = { drift: found?.drift ?? 0, repaired: repaired.size, deferred: found?.deferred ?? 0 };
  const reason = failure?.reason ?? [...reasons].join('; ');
  return {
    name: rule.name,
    outcome: failure?.outcome ?? outcomeOf(counts),
    rows: found?.rows ?? { left: 0, right: 0 },
    candidates: found?.candidates ?? 0,
    ...counts,
    bytes,
    seconds,
    ...(reason !== '' && { reason }),
  };
}

function differencesOf({ rule, search: found, repaired }: Track): Difference[] {
  return (found?.findings ?? []).map((finding) => {
    const { key, pair } = finding;
    const kind = pair.left === undefined ? 'missing-left' : pair.right === undefined ? 'missing-right' : 'different';
    return { rule: rule.name, key, kind, fields: rule.describe(pair), repaired: repaired.has(finding) };
  });
}
