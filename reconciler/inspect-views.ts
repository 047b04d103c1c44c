import type { Reading, View } from './engine/index.ts';
import { type Problem, ReconciliationError } from './rules/index.ts';

/**
 * Compares every view with what its store says of itself, so that a mistake is found before any row is read.
 *
 * @throws ReconciliationError with the mistakes of all views; StoreReadError where a store does not answer
 */
export async function inspectViews(views: Iterable<View>, reading: Reading): Promise<void> {
  const problems: Problem[] = [];
  for (const view of new Set(views)) problems.push(...((await view.inspect?.(reading)) ?? []));
  if (problems.length > 0) throw new ReconciliationError(problems);
}
