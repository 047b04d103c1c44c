import { describe, expect, it } from '@jest/globals';
import { watchedClock } from '../../../reconciler/clock.ts';

const signal = new AbortController().signal;

/** A clock of this speed, set by `jump` when `at` real milliseconds have passed. */
function clockOf({ speed, jump = 0, at = Infinity }: { speed: number; jump?: number; at?: number }) {
  let real = 0;
  const now = () => 1_000_000 + real * speed + (real > at ? jump : 0);
  return watchedClock({
    now,
    elapsed: () => real,
    wait: (ms) => {
      real += ms;
      return Promise.resolve();
    },
  });
}

describe('a watched clock', () => {
  it.each([1, 20, 600])('waits as long as it is told at speed %d', async (speed) => {
    const clock = clockOf({ speed });
    const from = clock.now();
    await clock.sleep(120_000, signal);
    expect(clock.now() - from).toBeGreaterThanOrEqual(120_000);
    expect(clock.now() - from).toBeLessThanOrEqual(120_000 + 220 * speed);
  });

  it.each([1, 20])('notices at speed %d that it was set ahead while it waits', async (speed) => {
    const clock = clockOf({ speed, jump: 90_000, at: 1000 });
    await expect(clock.sleep(120_000, signal)).rejects.toThrow(/jumped ahead/);
  });

  it('notices that it was set ahead by so much that the wait is over at once', async () => {
    const clock = clockOf({ speed: 1, jump: 3_600_000, at: 30 });
    await expect(clock.sleep(120_000, signal)).rejects.toThrow(/jumped ahead/);
  });

  it('notices that it was set back', async () => {
    const clock = clockOf({ speed: 1, jump: -5000, at: 1000 });
    await expect(clock.sleep(120_000, signal)).rejects.toThrow(/jumped back/);
  });

  it('bears a process that stood still, and a clock that is trimmed by seconds', async () => {
    const clock = clockOf({ speed: 1, jump: 5000, at: 1000 });
    await clock.sleep(120_000, signal);
    expect(clock.now()).toBeGreaterThanOrEqual(1_120_000);
  });
});
