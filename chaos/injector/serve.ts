import type { Aimed } from './aim.ts';

/**
 * Serves one subject under the faults that hit it: their deliveries around, and within each delivery what they do
 * before and after the handler.
 *
 * @param failed what to answer for an error of a fault before or after the handler; thrown on when absent
 * @returns the answer of the last delivery; undefined where there was none
 */
export async function serve(
  aimed: readonly Aimed[],
  handle: () => Promise<unknown>,
  failed: (error: unknown) => unknown = rethrow,
): Promise<unknown> {
  let answer: unknown;
  const once = async () => {
    answer = await handleUnder(aimed, handle, failed);
  };
  await aimed.reduceRight<() => Promise<void>>((deliver, { hooks, hit }) => {
    if (hooks.delivery === undefined) return deliver;
    return async () => hooks.delivery?.(hit, deliver);
  }, once)();
  return answer;
}

async function handleUnder(
  aimed: readonly Aimed[],
  handle: () => Promise<unknown>,
  failed: (error: unknown) => unknown,
): Promise<unknown> {
  try {
    for (const { hooks, hit } of aimed) await hooks.before?.(hit);
  } catch (error) {
    return failed(error);
  }
  const answer = await handle();
  try {
    for (const { hooks, hit } of aimed) await hooks.afterCommit?.(hit);
  } catch (error) {
    return failed(error);
  }
  return answer;
}

function rethrow(error: unknown): never {
  throw error;
}
