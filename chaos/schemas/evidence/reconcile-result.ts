import * as z from 'zod';
import { Count, Text, VirtualTime } from './format.ts';

const CauseRecord = z.strictObject({
  key: z.string(),
  view: z.string(),
  at: VirtualTime.optional(),
  fields: z.record(z.string(), z.json()).optional(),
});

export const Outcome = z.enum(['clean', 'repaired', 'drift', 'unsettled', 'inconclusive', 'stopped']);

/**
 * The result of a reconcile run, as the reconciler stores it and `evenkeel reconcile --json` prints it. A copy of the
 * reconciler's own type, because chaos does not import the reconciler; a test holds the two together.
 */
export const ReconcileResult = z.strictObject({
  runId: Text,
  outcome: Outcome,
  startedAt: VirtualTime,
  endedAt: VirtualTime,
  rules: z.array(
    z.strictObject({
      name: Text,
      outcome: Outcome,
      rows: z.strictObject({ left: Count, right: Count }),
      candidates: Count,
      drift: Count,
      repaired: Count,
      deferred: Count,
      accepted: Count,
      bytes: Count,
      readUnits: z.number().min(0).optional(),
      seconds: z.number().min(0),
      reason: z.string().optional(),
      /** The run read only the keys that were written since the previous pass. */
      pass: z.literal('changes').optional(),
      /** The earlier run that produced this rule's result, and then ran out of time. */
      resumedFrom: z.strictObject({ runId: z.string(), startedAt: VirtualTime }).optional(),
    }),
  ),
  /** One entry per difference found. */
  differences: z.array(
    z.strictObject({
      rule: Text,
      key: z.string(),
      kind: z.enum(['missing-left', 'missing-right', 'different', 'unreadable']),
      fields: z.record(z.string(), z.strictObject({ left: z.json().optional(), right: z.json().optional() })),
      /** Which side is right, for each field that has a master. */
      masters: z.record(z.string(), z.enum(['left', 'right'])),
      repaired: z.boolean(),
      /** Why the run did not repair it. */
      reason: z.string().optional(),
      /** What typically causes such a difference, where the rule has evidence. */
      cause: z
        .strictObject({
          kind: z.enum([
            'not-handled',
            'handled-twice',
            'deletion-missed',
            'out-of-order',
            'race',
            'behind',
            'conflict',
            'unknown',
          ]),
          summary: z.string(),
          records: z.array(CauseRecord),
          moreRecords: Count.optional(),
          derivedAt: VirtualTime.optional(),
          losingWrite: CauseRecord.optional(),
        })
        .optional(),
    }),
  ),
  /** The repairs that the run planned and may not make without approval. */
  plan: z.strictObject({ id: z.string(), digest: z.string(), operations: Count }).optional(),
  /** Rules that a scheduled run skipped because they were not due yet. */
  notDue: z.array(z.string()).optional(),
  /** What happened to the writes that killed runs left in doubt. */
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
