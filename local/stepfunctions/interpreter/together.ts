import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';

type Work<Result> = (signal: AbortSignal) => Promise<Result>;

/**
 * Runs the work, at most `atOnce` at a time. The first error stops the rest, and is thrown once everything has ended.
 */
export async function allOrFirstError<Result>(
  work: readonly Work<Result>[],
  atOnce: number,
  signal: AbortSignal,
): Promise<Result[]> {
  const stopping = new AbortController();
  const inner = AbortSignal.any([signal, stopping.signal]);
  setMaxListeners(0, inner);
  const limit = pLimit(atOnce);
  const failures: unknown[] = [];
  const results = await Promise.all(
    work.map((one) =>
      limit(async () => {
        try {
          inner.throwIfAborted();
          return await one(inner);
        } catch (error) {
          failures.push(error);
          stopping.abort(error);
          return undefined;
        }
      }),
    ),
  );
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results as Result[];
}
