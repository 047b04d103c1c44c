/** Retries an attempt as the state's `Retry` says, and passes on to the state that its `Catch` names. */
import type { Retrier, State } from '../language/states.ts';
import { matches, StateError } from '../state-error.ts';
import type { Leaving, Visit } from './ports.ts';
import type { Query } from './query.ts';

export async function withHandling(
  state: State,
  visit: Visit,
  query: Query,
  attempt: () => Promise<Leaving>,
): Promise<Leaving> {
  const retriers = 'Retry' in state ? (state.Retry ?? []) : [];
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  const { ports, signal } = visit.thread;
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StateError)) throw error;
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
      const used = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
      if (retrier !== undefined && used < retrier.MaxAttempts) {
        attempts.set(retrier, used + 1);
        visit.retries += 1;
        await ports.clock.sleep(delayOf(retrier, used, ports.random), signal);
        continue;
      }
      const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
      if (catcher === undefined) throw error;
      const output = await query.caught(catcher, { Error: error.error, Cause: error.message });
      return { output, next: catcher.Next };
    }
  }
}

/**
 * Milliseconds before the next attempt.
 *
 * @param used attempts of this retrier so far, without the first one
 */
function delayOf(
  { IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity, JitterStrategy }: Retrier,
  used: number,
  random: () => number,
): number {
  const seconds = Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** used);
  return 1000 * (JitterStrategy === 'FULL' ? seconds * random() : seconds);
}
