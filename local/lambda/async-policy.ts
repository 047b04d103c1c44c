/** How the asynchronous events of a function are retried, and where they end. */
export interface AsyncPolicy {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccessArn?: string | undefined;
  readonly onFailureArn?: string | undefined;
}

export const DEFAULT_ASYNC_POLICY: AsyncPolicy = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 6 * 3600 };

const MINUTE = 60_000;
const LONGEST_THROTTLE_WAIT = 5 * MINUTE;

/** One asynchronous event so far; times are virtual milliseconds. */
export interface AsyncProgress {
  /** Calls that reached the function. */
  readonly attempts: number;
  /** Calls in a row that were throttled, which are no attempts. */
  readonly throttles: number;
  readonly ageMs: number;
}

export type AsyncDecision =
  | { readonly next: 'retry'; readonly afterMs: number }
  | { readonly next: 'drop'; readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' };

/**
 * What to do with an event that was not processed: an error is retried after one minute, then two; a throttle from
 * one second on, doubling up to five minutes; both only until the event would be too old.
 */
export function afterFailure(
  outcome: 'failed' | 'throttled',
  { attempts, throttles, ageMs }: AsyncProgress,
  { maximumRetryAttempts, maximumEventAgeSeconds }: AsyncPolicy,
): AsyncDecision {
  if (outcome === 'failed' && attempts > maximumRetryAttempts) return { next: 'drop', condition: 'RetriesExhausted' };
  const afterMs =
    outcome === 'failed' ? attempts * MINUTE : Math.min(LONGEST_THROTTLE_WAIT, 1000 * 2 ** Math.max(0, throttles - 1));
  if (ageMs + afterMs > maximumEventAgeSeconds * 1000) return { next: 'drop', condition: 'EventAgeExceeded' };
  return { next: 'retry', afterMs };
}
