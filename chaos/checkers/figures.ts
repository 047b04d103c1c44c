/** Nearest-rank percentile of unsorted values; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function largest(values: readonly number[]): number | null {
  return values.reduce<number | null>((most, value) => (most === null || value > most ? value : most), null);
}

export function seconds(fromTime: string, toTime: string): number {
  return (Date.parse(toTime) - Date.parse(fromTime)) / 1000;
}
