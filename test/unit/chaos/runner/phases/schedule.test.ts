import { describe, expect, it } from '@jest/globals';
import { startAfterTick, startBeforeTick, waitForTick } from '../../../../../chaos/runner/phases/schedule.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

/** At speed 20 an hour takes 180 s, and a minute 3 s. */
describe('the wait before the load', () => {
  it('is 0 where the tick falls before the first fault', () => {
    expect(waitForTick(at(52), 20, { from: 30, to: 170 })).toBe(0);
  });

  it('is 0 where the tick falls after the drift is seeded', () => {
    expect(waitForTick(at(1), 20, { from: 30, to: 170 })).toBe(0);
  });

  it('otherwise lasts until the tick falls just before the first fault', () => {
    const wait = waitForTick(at(40), 20, { from: 30, to: 170 });
    expect(wait).toBe(60 - 30 + 1);
    expect(waitForTick(new Date(at(40).getTime() + wait * 20_000), 20, { from: 30, to: 170 })).toBe(0);
  });

  it('is 0 where the faults last longer than an hour, since no wait can help', () => {
    expect(waitForTick(at(40), 60, { from: 0, to: 100 })).toBe(0);
  });
});

describe('the clock of a system that is booted for a run judged by the hourly schedule', () => {
  const quiet = { from: 30, to: 170 };
  const afterBoot = (start: Date) => new Date(start.getTime() + 15 * 20_000);

  it('starts where nothing has to wait when the run begins', () => {
    for (let minute = 0; minute < 60; minute += 1) {
      const start = startBeforeTick(at(minute), 20, quiet, 15);
      expect({ minute, wait: waitForTick(afterBoot(start), 20, quiet) }).toEqual({ minute, wait: 0 });
    }
  });

  it('never starts in the past, and less than an hour ahead', () => {
    for (let minute = 0; minute < 60; minute += 1) {
      const ahead = startBeforeTick(at(minute), 20, quiet, 15).getTime() - at(minute).getTime();
      expect(ahead).toBeGreaterThanOrEqual(0);
      expect(ahead).toBeLessThan(3_600_000);
    }
  });
});

describe('the clock of a system that is booted for any other run', () => {
  it('starts a minute after a tick, so that the next one is nearly an hour away', () => {
    for (let minute = 0; minute < 60; minute += 1) {
      const start = startAfterTick(at(minute));
      expect({ minute, starts: start.getUTCMinutes() }).toEqual({ minute, starts: 1 });
      expect(start.getTime()).toBeGreaterThanOrEqual(at(minute).getTime());
      expect(start.getTime() - at(minute).getTime()).toBeLessThan(3_600_000);
    }
  });
});
