/**
 * A handler whose environment is parsed and whose clients are made once, at its first call, so that importing a
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
