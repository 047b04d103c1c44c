import { AwsError } from '../../core/index.ts';

const MAX_BATCH_SIZE = 10;

const refuse = (code: string, message: string): AwsError => new AwsError(`com.amazonaws.sqs#${code}`, message);

/** Performs an action for each entry and reports failed entries individually, without failing the others. */
export function batch<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  each: (entry: Entry) => Readonly<Record<string, unknown>>,
) {
  if (entries.length === 0) throw refuse('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > MAX_BATCH_SIZE) {
    const count = `Maximum number of entries per request are ${String(MAX_BATCH_SIZE)}.`;
    throw refuse('TooManyEntriesInBatchRequest', `${count} You have sent ${String(entries.length)}.`);
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw refuse('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...each(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code.split('#').at(-1), Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}
