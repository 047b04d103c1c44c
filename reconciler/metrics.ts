import type { ReconcileResult, RuleResult } from './engine/index.ts';

/** A run counts for the dead man's switch only if it came to a conclusion. */
const isConcluded = ({ outcome }: ReconcileResult): boolean => outcome !== 'stopped' && outcome !== 'inconclusive';

/**
 * The run as one line in CloudWatch's embedded metric format, without dimensions. `Drift` is what the run leaves
 * behind: a person must look.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(namespace: string, result: ReconcileResult, now: number): string {
  const { drift, repaired, deferred } = totals(result);
  const values = {
    ReconcileRuns: isConcluded(result) ? 1 : 0,
    Drift: drift - repaired,
    Repaired: repaired,
    Deferred: deferred,
  };
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: namespace, Dimensions: [[]], Metrics: metrics };
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...values });
}

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

/** A line for each rule that this run has run, with the dimension `rule`. `Rows` are those of both sides. */
export function ruleMetricLines(namespace: string, result: ReconcileResult, now: number): string[] {
  const metrics = Object.entries(RULE_UNITS).map(([Name, Unit]) => ({ Name, Unit }));
  const directive = { Namespace: namespace, Dimensions: [['rule']], Metrics: metrics };
  return ownRules(result).map((rule) =>
    JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, rule: rule.name, ...valuesOf(rule) }),
  );
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

/** Without those that an earlier run has counted. */
const ownRules = ({ rules }: ReconcileResult): readonly RuleResult[] =>
  rules.filter(({ resumedFrom }) => resumedFrom === undefined);

/** Over all rules: `drift` is what was found, of which `repaired` is gone. */
export function totals(result: ReconcileResult): { drift: number; repaired: number; deferred: number } {
  const sum = (count: (rule: RuleResult) => number): number =>
    ownRules(result).reduce((total, rule) => total + count(rule), 0);
  return {
    drift: sum((rule) => rule.drift),
    repaired: sum((rule) => rule.repaired),
    deferred: sum((rule) => rule.deferred),
  };
}
