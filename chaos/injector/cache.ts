/** Age after which a value is read again; also the time within which disarming a fault takes hold. */
const FRESH_MS = 1000;

/**
 * Keeps one value for a second of real (monotonic) time: a function worker's `Date` may run faster. Calls that find
 * it stale share one read. A failed read counts as `fallback` for as long.
 */
export function cached<Value>(
  read: () => Promise<Value>,
  fallback: Value,
  failed: (error: unknown) => void,
  monotonicMs: () => number,
): () => Value | Promise<Value> {
  let value = fallback;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Value> | undefined;

  const refresh = async (): Promise<Value> => {
    const began = monotonicMs();
    try {
      value = await read();
    } catch (error) {
      value = fallback;
      failed(error);
    }
    readAt = began;
    reading = undefined;
    return value;
  };

  return () => {
    if (monotonicMs() - readAt < FRESH_MS) return value;
    reading ??= refresh();
    return reading;
  };
}
