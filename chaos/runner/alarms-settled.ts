import type { ExpectedAlarm, RunEvent } from '../schemas/index.ts';

/** Whether every expected alarm has fired, and those that are to clear are in OK again. */
export function alarmsSettled(expected: readonly ExpectedAlarm[], events: readonly RunEvent[]): boolean {
  return expected.every(({ name, clears }) => {
    const changes = events
      .filter((event) => event.kind === 'alarm')
      .filter(({ alarm }) => alarm === name)
      .sort((one, other) => one.elapsedMs - other.elapsedMs);
    const fired = changes.some(({ to }) => to === 'ALARM');
    return fired && (!clears || changes.at(-1)?.to === 'OK');
  });
}
