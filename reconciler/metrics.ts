/** A run's metrics, as lines in CloudWatch's embedded metric format. */
import type { ReconcileResult, RuleResult } from './engine/index.ts';

/** Only a run with a conclusion keeps the dead-man alarm quiet. */
const isConcluded = ({ outcome }: ReconcileResult): boolean => outcome !== 'stopped' && outcome !== 'inconclusive';

/**
 * The whole run, without dimensions. `Drift` is what the run leaves behind for a person to look at. CloudWatch bills each
 * metric for itself, so there are four however many rules there are; what each rule did is in the run's log line.
 */
export function metricLine(namespace: string, result: ReconcileResult, now: number): string {
  const { drift, repaired, deferred } = totals(result);
  return emfLine(namespace, now, {
    ReconcileRuns: isConcluded(result) ? 1 : 0,
    Drift: drift - repaired,
    Repaired: repaired,
    Deferred: deferred,
  });
}

/** What one rule did. `rows` counts both sides; `drift` is what it leaves behind. */
interface RuleFigures {
  readonly rows: number;
  readonly candidates: number;
  readonly drift: number;
  readonly repaired: number;
  readonly deferred: number;
  readonly accepted: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly readUnits: number;
}

/** The figures of each rule that this run executed, by its name. */
export const ruleFigures = (result: ReconcileResult): Readonly<Record<string, RuleFigures>> =>
  Object.fromEntries(ownRules(result).map((rule) => [rule.name, figuresOf(rule)]));

/**
 * One line in the embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function emfLine(namespace: string, now: number, counts: Readonly<Record<string, number>>): string {
  const metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: namespace, Dimensions: [[]], Metrics: metrics };
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...counts });
}

const figuresOf = (rule: RuleResult): RuleFigures => ({
  rows: rule.rows.left + rule.rows.right,
  candidates: rule.candidates,
  drift: rule.drift - rule.repaired,
  repaired: rule.repaired,
  deferred: rule.deferred,
  accepted: rule.accepted,
  seconds: rule.seconds,
  bytes: rule.bytes,
  readUnits: rule.readUnits ?? 0,
});

/** Without the rules that an earlier run has already counted. */
const ownRules = ({ rules }: ReconcileResult): readonly RuleResult[] =>
  rules.filter(({ resumedFrom }) => resumedFrom === undefined);

/** Sums over all rules. `drift` is what was found, including what was `repaired`. */
export function totals(result: ReconcileResult): { drift: number; repaired: number; deferred: number } {
  const sum = (count: (rule: RuleResult) => number): number =>
    ownRules(result).reduce((total, rule) => total + count(rule), 0);
  return {
    drift: sum((rule) => rule.drift),
    repaired: sum((rule) => rule.repaired),
    deferred: sum((rule) => rule.deferred),
  };
}
