/** Figures as people read them, the same in every format of the report. */

/** `3:07`, or `1:02:07` from an hour on. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const end = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}

/** `14:32` UTC, of the virtual time at a real moment of the run. */
export function virtualTime(
  { virtualStartedAt, speed }: { virtualStartedAt: string; speed: number },
  ms: number,
): string {
  return new Date(Date.parse(virtualStartedAt) + ms * speed).toISOString().slice(11, 16);
}

/** `4 Mar 2026, 14:32 UTC` */
export function dateTime(iso: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(iso))} UTC`;
}

/** `1,234`, with at most `digits` decimals. */
export function figure(value: number | null, digits = 0): string {
  return value === null ? 'none' : value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** As many digits as tell one measurement from another. */
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
