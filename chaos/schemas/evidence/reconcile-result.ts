import * as z from 'zod';
import { VirtualTime } from './moment.ts';

/** What the reconciler says of a run, and `evenkeel reconcile --json` prints. */
export const ReconcileResult = z.strictObject({
  runId: z.string(),
  outcome: z.enum(['clean', 'repaired', 'drift', 'unsettled', 'inconclusive', 'stopped']),
  startedAt: VirtualTime,
  endedAt: VirtualTime,
  rules: z.array(
    z.strictObject({
      name: z.string(),
      outcome: z.string(),
      rows: z.strictObject({ left: z.int(), right: z.int() }),
      candidates: z.int(),
      drift: z.int(),
      repaired: z.int(),
      deferred: z.int(),
      accepted: z.int().optional(),
      bytes: z.int(),
      readUnits: z.number().optional(),
      seconds: z.number(),
      reason: z.string().optional(),
      /** Only the keys that were written since the pass before were looked at. */
      pass: z.literal('changes').optional(),
      /** The earlier run whose finding this is, which had no time for the rest. */
      resumedFrom: z.strictObject({ runId: z.string(), startedAt: VirtualTime }).optional(),
    }),
  ),
  /** One entry per difference found. */
  differences: z.array(
    z.strictObject({
      rule: z.string(),
      key: z.string(),
      kind: z.enum(['missing-left', 'missing-right', 'different', 'unreadable']),
      fields: z.record(z.string(), z.strictObject({ left: z.json().nullish(), right: z.json().nullish() })),
      /** Which side is right, by field, where one is. */
      masters: z.record(z.string(), z.enum(['left', 'right'])).optional(),
      repaired: z.boolean(),
      /** Why it was left as it is. */
      reason: z.string().optional(),
    }),
  ),
  /** What the run would have done and may not do without approval. */
  plan: z.strictObject({ id: z.string(), digest: z.string(), operations: z.int() }).optional(),
  /** Rules that a scheduled run left out, since their time has not come. */
  notDue: z.array(z.string()).optional(),
  /** What became of operations that killed runs left open. */
  recovered: z
    .array(
      z.strictObject({
        runId: z.string(),
        operationId: z.string(),
        status: z.enum(['done', 'not-done', 'unknown', 'intended']),
        reason: z.string().optional(),
      }),
    )
    .optional(),
});

export type ReconcileResult = z.infer<typeof ReconcileResult>;
