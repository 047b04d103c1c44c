import * as z from 'zod';

/** The reply of a function that reports its failures item by item. */
const partialResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * The identifiers a function reported as failed, all of the batch when the reply cannot be relied on: ill-formed, or
 * naming an item that was not in the batch. An empty list is success.
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
