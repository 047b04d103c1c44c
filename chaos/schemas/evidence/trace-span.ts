import * as z from 'zod';
import { ElapsedMs, moment, Text } from './format.ts';

const hexadecimal = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `must be ${digits} hexadecimal digits`);

/** The traces that were kept. */
export const TRACES_FILE = 'traces.ndjson';

/** Longer than the message of an error that a function reports. */
export const MAX_FAILURE_LENGTH = 2000;

/** What a span calls, sends to, or was delivered by. */
export const Peer = z.strictObject({ kind: z.enum(['table', 'stream', 'database', 'queue', 'function']), name: Text });

/** A span of a saga's trace. Its moment is its beginning. */
export const TraceSpan = z.strictObject({
  ...moment,
  /** Real milliseconds. */
  durationMs: ElapsedMs,
  traceId: hexadecimal(32),
  spanId: hexadecimal(16),
  /** Absent for the span of the saga itself. */
  parentId: hexadecimal(16).optional(),
  correlationId: Text,
  /** The function that left it, without the stage's prefix. */
  function: Text,
  name: Text,
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
  peer: Peer.optional(),
  /** The states that were durably reached within it. */
  states: z.array(Text).optional(),
  /** The fault that was injected. */
  fault: Text.optional(),
  /** The rule by which the reconciler repaired a record. */
  repair: Text.optional(),
  failure: z.string().max(MAX_FAILURE_LENGTH).optional(),
});

export type Peer = z.infer<typeof Peer>;
export type TraceSpan = z.infer<typeof TraceSpan>;
