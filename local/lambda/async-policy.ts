/** How a function's asynchronous events are retried, and where they are sent afterwards. */
export interface AsyncPolicy {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccessArn?: string | undefined;
  readonly onFailureArn?: string | undefined;
}

export const DEFAULT_ASYNC_POLICY: AsyncPolicy = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 6 * 3600 };

const MINUTE = 60_000;
const MAX_THROTTLE_WAIT = 5 * MINUTE;

/** The progress of one asynchronous event; times are virtual milliseconds. */
export interface AsyncProgress {
  /** Invocations that reached the function. */
  readonly attempts: number;
  /** Consecutive throttled invocations; they do not count as attempts. */
  readonly throttles: number;
  readonly ageMs: number;
}

export type AsyncDecision =
  | { readonly next: 'retry'; readonly afterMs: number }
  | { readonly next: 'drop'; readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' };

/**
 * Decides what to do with an event that was not processed. Errors are retried after one minute, then two; throttles after
 * one second, doubling up to five minutes. An event that would be too old by then is dropped.
 */
export function afterFailure(
  outcome: 'failed' | 'throttled',
  { attempts, throttles, ageMs }: AsyncProgress,
  { maximumRetryAttempts, maximumEventAgeSeconds }: AsyncPolicy,
): AsyncDecision {
  if (outcome === 'failed' && attempts > maximumRetryAttempts) return { next: 'drop', condition: 'RetriesExhausted' };
  const afterMs =
    outcome === 'failed' ? attempts * MINUTE : Math.min(MAX_THROTTLE_WAIT, 1000 * 2 ** Math.max(0, throttles - 1));
  if (ageMs + afterMs > maximumEventAgeSeconds * 1000) return { next: 'drop', condition: 'EventAgeExceeded' };
  return { next: 'retry', afterMs };
}
