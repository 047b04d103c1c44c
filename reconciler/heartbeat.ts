import { type FencedLease, LEASE_MS } from './control/index.ts';
import type { Clock } from './engine/index.ts';

/**
 * Keeps a lease while a long read is under way: told of each answer, it renews when a third of the lease's time is
 * over.
 *
 * @param lost called with the error when the lease could not be kept
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
