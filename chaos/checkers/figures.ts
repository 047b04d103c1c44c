/** Nearest-rank percentile of unsorted values; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function largest(values: readonly number[]): number | null {
  return values.reduce<number | null>((most, value) => (most === null || value > most ? value : most), null);
}

/** NaN where one is no time in UTC: read by any other zone's clock, it would say something else there. */
export function seconds(fromTime: string, toTime: string): number {
  return (utc(toTime) - utc(fromTime)) / 1000;
}

function utc(time: string): number {
  return time.endsWith('Z') ? Date.parse(time) : Number.NaN;
}
