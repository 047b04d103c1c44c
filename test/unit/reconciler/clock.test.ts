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
  it.each([1, 20, 600])('waits as long as requested at speed %d', async (speed) => {
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

  it('notices that it was set ahead beyond the end of the wait', async () => {
    const clock = clockOf({ speed: 1, jump: 3_600_000, at: 30 });
    await expect(clock.sleep(120_000, signal)).rejects.toThrow(/jumped ahead/);
  });

  it('notices that it was set back', async () => {
    const clock = clockOf({ speed: 1, jump: -5000, at: 1000 });
    await expect(clock.sleep(120_000, signal)).rejects.toThrow(/jumped back/);
  });

  it('tolerates a suspended process, and a clock adjusted by seconds', async () => {
    const clock = clockOf({ speed: 1, jump: 5000, at: 1000 });
    await clock.sleep(120_000, signal);
    expect(clock.now()).toBeGreaterThanOrEqual(1_120_000);
  });
});

describe('a clock that is watched', () => {
  /** A clock of this speed that can be set at will; real time passes in waits and by `pass`. */
  function settable(speed: number) {
    let real = 0;
    let set = 0;
    const clock = watchedClock({
      now: () => 1_000_000 + real * speed + set,
      elapsed: () => real,
      wait: (ms) => {
        real += ms;
        return Promise.resolve();
      },
    });
    const warnings: string[] = [];
    return {
      clock,
      warnings,
      watch: () => clock.watch?.(({ message }) => warnings.push(message), signal),
      pass: (ms: number) => {
        real += ms;
      },
      set: (ms: number) => {
        set += ms;
      },
    };
  }

  it.each([1, 20, 60])('reports at speed %d that it was set ahead or back between waits', async (speed) => {
    for (const jump of [90_000, -90_000]) {
      const { clock, warnings, watch, pass, set } = settable(speed);
      await watch();
      pass(5000);
      clock.now();
      expect(warnings).toEqual([]);
      set(jump);
      pass(5000);
      clock.now();
      expect(warnings).toEqual([expect.stringMatching(jump > 0 ? /jumped ahead/ : /jumped back/)]);
    }
  });

  it('reports neither hours without a call, nor a small adjustment, nor jumps before or after the watch', async () => {
    const { clock, warnings, watch, pass, set } = settable(1);
    set(3_600_000);
    const unwatch = await watch();
    pass(3 * 3_600_000);
    clock.now();
    set(5000);
    clock.now();
    unwatch?.();
    set(3_600_000);
    clock.now();
    expect(warnings).toEqual([]);
  });
});
