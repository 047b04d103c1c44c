/** How long a failed reading counts; twice as long each time it fails again. */
const FIRST_FALLBACK_MS = 1000;
/** How long the fallback stands, at most, while one reading after the other fails. */
const LONGEST_FALLBACK_MS = 30_000;

export interface Source<Value> {
  readonly read: () => Promise<Value>;
  /** Stands in for a value that cannot be read. */
  readonly fallback: Value;
  /** Milliseconds after which a value is read again. */
  readonly freshMs: (value: Value) => number;
  readonly failed: (error: unknown) => void;
  readonly monotonicMs: () => number;
}

/**
 * Keeps one value for a while of real (monotonic) time: a function worker's `Date` may run faster. Calls that find it
 * stale share one read. While reading fails the fallback stands, ever longer: a store that cannot be reached must not
 * hold up a call every second.
 */
export function cached<Value>({
  read,
  fallback,
  freshMs,
  failed,
  monotonicMs,
}: Source<Value>): () => Value | Promise<Value> {
  let value = fallback;
  let staleAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let reading: Promise<Value> | undefined;

  const refresh = async (): Promise<Value> => {
    const began = monotonicMs();
    try {
      value = await read();
      staleAt = began + freshMs(value);
      failures = 0;
    } catch (error) {
      value = fallback;
      staleAt = monotonicMs() + Math.min(LONGEST_FALLBACK_MS, FIRST_FALLBACK_MS * 2 ** failures);
      failures += 1;
      failed(error);
    }
    reading = undefined;
    return value;
  };

  return () => {
    if (monotonicMs() < staleAt) return value;
    reading ??= refresh();
    return reading;
  };
}
