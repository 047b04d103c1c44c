/** What a run watches while it works: the clock, which someone may set, and the lease, which it must keep. */
import { setMaxListeners } from 'node:events';
import { type FencedLease, LEASE_MS } from './control/index.ts';
import type { Clock } from './engine/index.ts';

/**
 * Starts watching the clock, unless it is one that nobody can set.
 *
 * @returns a signal that is aborted when the given signal is, and with a ClockJumpedError when the clock is set; and a
 * function that stops watching
 * @throws ClockJumpedError if the clock is being set right now; the reason of the given signal if that was aborted
 */
export async function watchClock(
  clock: Pick<Clock, 'watch'>,
  given: AbortSignal,
): Promise<{ readonly signal: AbortSignal; readonly unwatch: () => void }> {
  const jumping = new AbortController();
  const unwatch = await clock.watch?.((error) => {
    jumping.abort(error);
  }, given);
  return { signal: forManyReads(given, jumping.signal), unwatch: unwatch ?? (() => undefined) };
}

/** One signal for the whole run; every request in flight listens to it. */
export function forManyReads(...signals: readonly AbortSignal[]): AbortSignal {
  const own = AbortSignal.any([...signals]);
  setMaxListeners(0, own);
  return own;
}

/**
 * Keeps the lease during long reads: called after every answer of a store, it renews the lease once a third of its time
 * has passed.
 *
 * @param lost called with the error if the lease could not be renewed
 */
export function heartbeat(
  lease: Pick<FencedLease, 'renew'>,
  clock: Pick<Clock, 'now'>,
  lost: (error: unknown) => void,
): () => void {
  let renewedAt = clock.now();
  return () => {
    if (clock.now() - renewedAt < LEASE_MS / 3) return;
    renewedAt = clock.now();
    lease.renew().catch(lost);
  };
}
