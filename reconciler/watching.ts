import { setMaxListeners } from 'node:events';
import type { Clock } from './engine/index.ts';

/**
 * Begins to watch the clock, where it can be set.
 *
 * @returns a signal that is aborted with ClockJumpedError when it was, besides when the given one is, and how to end it
 * @throws ClockJumpedError where it is set just then; whatever the given signal was aborted with
 */
export async function watching(
  clock: Pick<Clock, 'watch'>,
  given: AbortSignal,
): Promise<{ readonly signal: AbortSignal; readonly unwatch: () => void }> {
  const jumping = new AbortController();
  const unwatch = await clock.watch?.((error) => {
    jumping.abort(error);
  }, given);
  return { signal: forManyReads(given, jumping.signal), unwatch: unwatch ?? (() => undefined) };
}

/** A signal of the run's own, since each request in flight listens to it. */
export function forManyReads(...signals: readonly AbortSignal[]): AbortSignal {
  const own = AbortSignal.any([...signals]);
  setMaxListeners(0, own);
  return own;
}
