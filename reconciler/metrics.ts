/** A run's metrics, as lines in CloudWatch's embedded metric format. */
import type { ReconcileResult, RuleResult } from './engine/index.ts';

/** Only a run with a conclusion keeps the dead-man alarm quiet. */
const isConcluded = ({ outcome }: ReconcileResult): boolean => outcome !== 'stopped' && outcome !== 'inconclusive';

/**
 * The whole run, without dimensions. `Drift` is what the run leaves behind for a person to look at.
 */
export function metricLine(namespace: string, result: ReconcileResult, now: number): string {
  const { drift, repaired, deferred } = totals(result);
  return emfLine(namespace, now, RUN_UNITS, {
    ReconcileRuns: isConcluded(result) ? 1 : 0,
    Drift: drift - repaired,
    Repaired: repaired,
    Deferred: deferred,
  });
}

const RUN_UNITS = { ReconcileRuns: 'Count', Drift: 'Count', Repaired: 'Count', Deferred: 'Count' } as const;

const RULE_UNITS = {
  Rows: 'Count',
  Candidates: 'Count',
  Drift: 'Count',
  Repaired: 'Count',
  Deferred: 'Count',
  Accepted: 'Count',
  Duration: 'Seconds',
  Bytes: 'Bytes',
  ReadUnits: 'Count',
} as const;

/** One line for each rule that this run executed, with the dimension `rule`. `Rows` counts both sides. */
export function ruleMetricLines(namespace: string, result: ReconcileResult, now: number): string[] {
  return ownRules(result).map((rule) => emfLine(namespace, now, RULE_UNITS, valuesOf(rule), { rule: rule.name }));
}

/**
 * One line in the embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function emfLine<Metric extends string>(
  namespace: string,
  now: number,
  units: Readonly<Record<Metric, string>>,
  values: Readonly<Record<Metric, number>>,
  dimensions: Readonly<Record<string, string>> = {},
): string {
  const metrics = Object.entries(units).map(([Name, Unit]) => ({ Name, Unit }));
  const directive = { Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics: metrics };
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...dimensions, ...values });
}

const valuesOf = (rule: RuleResult): Readonly<Record<keyof typeof RULE_UNITS, number>> => ({
  Rows: rule.rows.left + rule.rows.right,
  Candidates: rule.candidates,
  Drift: rule.drift - rule.repaired,
  Repaired: rule.repaired,
  Deferred: rule.deferred,
  Accepted: rule.accepted,
  Duration: rule.seconds,
  Bytes: rule.bytes,
  ReadUnits: rule.readUnits ?? 0,
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
