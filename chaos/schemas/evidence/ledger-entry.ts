import * as z from 'zod';
import { VirtualTime } from './format.ts';
import { Fields } from './snapshot.ts';

/** A row in the ledger, as a snapshot of its view holds it. */
const LedgerImage = z.strictObject({ key: z.string(), fields: Fields });

/** One repair in the reconciler's ledger: a line of `reconcile/<runId>.ledger.ndjson`. */
export const LedgerEntry = z.strictObject({
  /** Unique in its run. */
  operationId: z.string(),
  rule: z.string(),
  /** As the rule reports it. */
  key: z.string(),
  action: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('write'),
      view: z.string(),
      write: z.enum(['create', 'update', 'delete', 'restore']),
    }),
    z.strictObject({ kind: z.literal('call'), owner: z.string() }),
  ]),
  status: z.enum(['intended', 'done', 'refused', 'failed', 'not-done', 'unknown']),
  intendedAt: VirtualTime,
  concludedAt: VirtualTime.optional(),
  /** The row before a write; null for no row. Absent if the view cannot read its images, and for calls. */
  preImage: LedgerImage.nullable().optional(),
  /** The row after a write. */
  postImage: LedgerImage.nullable().optional(),
  /** Whether the operation undoes an earlier repair. */
  undoes: z.boolean(),
});

export type LedgerEntry = z.infer<typeof LedgerEntry>;
