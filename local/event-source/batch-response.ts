import * as z from 'zod';

/** The reply of a function that reports batch item failures. */
const partialResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * The identifiers that a function reported as failed; an empty set means success. If the reply is malformed or names an
 * item that is not in the batch, the whole batch counts as failed.
 */
export function reportedFailures(payload: string, batch: readonly string[]): ReadonlySet<string> {
  const whole = new Set(batch);
  const parsed = partialResponse.safeParse(parseOrUndefined(payload));
  if (!parsed.success) return whole;
  const failed = new Set((parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  return [...failed].every((identifier) => whole.has(identifier)) ? failed : whole;
}

function parseOrUndefined(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}
