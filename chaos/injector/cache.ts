/** How long the fallback stands after a failed read; each further failure doubles it. */
const FIRST_FALLBACK_MS = 1000;
/** How long the fallback stands at most. */
const MAX_FALLBACK_MS = 30_000;

export interface Source<Value> {
  readonly read: () => Promise<Value>;
  /** Replaces a value that cannot be read. */
  readonly fallback: Value;
  /** Milliseconds after which a value is read again. */
  readonly freshMs: (value: Value) => number;
  readonly failed: (error: unknown) => void;
  readonly monotonicMs: () => number;
}

/**
 * Keeps one value for a while, in real (monotonic) time: a function worker's `Date` may run faster. Calls that find the
 * value stale share one read. While reads fail, the fallback stands for longer and longer: an unreachable store must not
 * delay a call every second.
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
      staleAt = monotonicMs() + Math.min(MAX_FALLBACK_MS, FIRST_FALLBACK_MS * 2 ** failures);
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
