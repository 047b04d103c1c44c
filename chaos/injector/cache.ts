/** Age after which a value is read again; also the time within which disarming a fault takes hold. */
const FRESH_MS = 1000;
/** How long the fallback stands, at most, while one reading after the other fails. */
const LONGEST_FALLBACK_MS = 30_000;

/**
 * Keeps one value for a second of real (monotonic) time: a function worker's `Date` may run faster. Calls that find
 * it stale share one read. A failed read counts as `fallback` for as long, and for twice as long each time it fails
 * again: a store that cannot be reached must not hold up a call every second.
 */
export function cached<Value>(
  read: () => Promise<Value>,
  fallback: Value,
  failed: (error: unknown) => void,
  monotonicMs: () => number,
): () => Value | Promise<Value> {
  let value = fallback;
  let readAt = Number.NEGATIVE_INFINITY;
  let freshMs = FRESH_MS;
  let failures = 0;
  let reading: Promise<Value> | undefined;

  const refresh = async (): Promise<Value> => {
    const began = monotonicMs();
    try {
      value = await read();
      readAt = began;
      failures = 0;
      freshMs = FRESH_MS;
    } catch (error) {
      value = fallback;
      readAt = monotonicMs();
      freshMs = Math.min(LONGEST_FALLBACK_MS, FRESH_MS * 2 ** failures);
      failures += 1;
      failed(error);
    }
    reading = undefined;
    return value;
  };

  return () => {
    if (monotonicMs() - readAt < freshMs) return value;
    reading ??= refresh();
    return reading;
  };
}
