import type { ReconcileResult } from './engine/index.ts';

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

/** Over all rules: `drift` is what was found, of which `repaired` is gone. */
export function totals({ rules }: ReconcileResult): { drift: number; repaired: number; deferred: number } {
  const sum = (count: (rule: ReconcileResult['rules'][number]) => number): number =>
    rules.reduce((total, rule) => total + count(rule), 0);
  return {
    drift: sum((rule) => rule.drift),
    repaired: sum((rule) => rule.repaired),
    deferred: sum((rule) => rule.deferred),
  };
}
