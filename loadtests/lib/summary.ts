/** How a run of k6 ended: its exit code, and its summary in the default shape of `handleSummary`. */
import * as z from 'zod';

/**
 * The meaning of k6's exit code (errext/exitcodes in its sources): a crossed threshold (99) and `test.fail` (110) are
 * about the system under test; 105 is our own interrupt; any other code means that the load generator broke.
 */
export function endingOf(exitCode: number): 'passed' | 'failed' | 'aborted' | 'broken' {
  if (exitCode === 0) return 'passed';
  if (exitCode === 99 || exitCode === 110) return 'failed';
  return exitCode === 105 ? 'aborted' : 'broken';
}

const Summary = z.object({
  metrics: z.record(
    z.string(),
    z.object({
      values: z.record(z.string(), z.number()),
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
});

export interface LoadSummary {
  readonly droppedIterations: number;
  /** Such as `http_req_duration{scenario:fault-checkout}: p(95)<1000`. */
  readonly failedThresholds: readonly string[];
}

export function parseSummary(text: string): LoadSummary {
  const { metrics } = Summary.parse(JSON.parse(text));
  return {
    droppedIterations: metrics.dropped_iterations?.values.count ?? 0,
    failedThresholds: Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
      Object.entries(thresholds)
        .filter(([, { ok }]) => !ok)
        .map(([threshold]) => `${metric}: ${threshold}`),
    ),
  };
}
