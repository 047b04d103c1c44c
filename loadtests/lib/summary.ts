/** k6's end-of-test summary in the default shape of `handleSummary`. */
import * as z from 'zod';

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
