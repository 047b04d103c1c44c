/**
 * Parses a handler's environment and creates its clients at the first call and not on import, so that importing a
 * function needs neither.
 */
export function lazily<Arguments extends readonly unknown[], Result>(
  compose: () => (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  let composed: ((...args: Arguments) => Promise<Result>) | undefined;
  return async (...args) => {
    composed ??= compose();
    return composed(...args);
  };
}
