/** Formats figures for people, in the same way in every format of the report. */

/** Such as `3:07`, or `1:02:07` from one hour on. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const end = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}

/** The virtual time at a real moment of the run, such as `14:32` UTC. */
export function virtualTime(
  { virtualStartedAt, speed }: { virtualStartedAt: string; speed: number },
  ms: number,
): string {
  return new Date(Date.parse(virtualStartedAt) + ms * speed).toISOString().slice(11, 16);
}

/** Such as `4 Mar 2026, 14:32 UTC`. */
export function dateTime(iso: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(iso))} UTC`;
}

/** Such as `1,234`, with at most `digits` decimals. */
export function figure(value: number | null, digits = 0): string {
  return value === null ? 'none' : value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** Such as `1,234`; a figure of the load for which there is no evidence is `unknown`, because `none` would read as zero. */
export function known(value: number | null, digits = 0): string {
  return value === null ? 'unknown' : figure(value, digits);
}

/** A measurement with about three significant digits, and its unit. */
export function measured(value: number | null, unit: string): string {
  if (value === null) return 'not measured';
  return `${figure(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)} ${unit}`.trim();
}

export function share(value: number | null): string {
  return value === null ? 'none' : `${figure(value * 100, 2)} %`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}
