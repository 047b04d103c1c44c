import * as z from 'zod';
import { Count, ElapsedMs, Text } from './format.ts';

/** What all traces say together. */
export const TRACE_SUMMARY_FILE = 'traces.json';

/** A part of the system, as the map of services shows it. */
export const MapNode = z.strictObject({
  kind: z.enum(['api', 'function', 'table', 'database', 'queue']),
  name: Text,
});

/** The calls from one part of the system to another within one phase, over all traces. */
export const MapEdge = z.strictObject({
  /** Empty before the first phase. */
  phase: z.string(),
  from: MapNode,
  to: MapNode,
  calls: Count.min(1),
  errors: Count,
  /** Real milliseconds, of the calls or of what they delivered. */
  p50Ms: ElapsedMs,
  p95Ms: ElapsedMs,
});

/** What the traces of a run say together, including those that `traces.ndjson` leaves out. */
export const TraceSummary = z.strictObject({
  traces: Count,
  spans: Count,
  /** Traces in `traces.ndjson`. */
  kept: Count,
  /** Requests with spans that the collector no longer had when the run asked for them. */
  lost: Count,
  edges: z.array(MapEdge),
});

export type MapNode = z.infer<typeof MapNode>;
export type MapEdge = z.infer<typeof MapEdge>;
export type TraceSummary = z.infer<typeof TraceSummary>;
