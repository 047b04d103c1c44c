/**
 * The value below which a share of the values lies, interpolated between the two nearest ones as k6 does, so that figures
 * from the history agree with k6's own. Null if there are no values.
 *
 * @param sorted in ascending order
 * @param part such as 0.95
 */
export function quantile(sorted: readonly number[], part: number): number | null {
  const position = (sorted.length - 1) * part;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((one, other) => one - other);
