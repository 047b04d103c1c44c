import { iteration } from '../k6/session.ts';

/** The journey, which only a planned iteration plays. The script makes one of each journey of the system. */
export function inIteration(journey: () => unknown): () => unknown {
  return () => (iteration() === undefined ? undefined : journey());
}
