import { describe, expect, it } from '@jest/globals';
import { MachineWatch, type TimedReading } from '../../../../../chaos/runner/watch/machine/shortage.ts';
import { onOurClock, Signs } from '../../../../../chaos/runner/watch/silence.ts';

describe('signs of life', () => {
  it('leave a gap where one comes too late', () => {
    const signs = new Signs(0, 600);
    for (const now of [100, 200, 800, 11_000, 11_100]) signs.beat(now);
    expect(signs.gaps).toEqual([{ fromMs: 800, toMs: 11_000 }]);
    expect(signs.beats).toBe(5);
  });

  it('of another clock are placed on the clock of the run', () => {
    expect(onOurClock([{ from: 1000, to: 3000 }], 4000, 12_000)).toEqual([{ fromMs: 9000, toMs: 11_000 }]);
  });

  it('from before the run are cut off at its begin, or left out', () => {
    const gaps = [
      { from: 1000, to: 2000 },
      { from: 3000, to: 9000 },
    ];
    expect(onOurClock(gaps, 10_000, 5000)).toEqual([{ fromMs: 0, toMs: 4000 }]);
  });
});

/** A reading each second, of threads that wanted to run for half of the time. */
function watched(seconds: number, readingAt: (second: number) => Partial<TimedReading>): MachineWatch {
  const watch = new MachineWatch();
  for (let second = 0; second <= seconds; second += 1)
    watch.take({ elapsedMs: second * 1000, load: 1, ...readingAt(second) });
  return watch;
}

/** Threads that ran for 0.1 s in each second, and waited so that their work took `slowdown` times as long. */
const threads = (second: number, slowdown: number) => ({
  threads: { ran: second * 1e8, waited: second * 1e8 * (slowdown - 1) },
});

describe('a machine', () => {
  it('lacks nothing while work takes three times as long, as with a load of four on two cores', () => {
    const watch = watched(20, (second) => threads(second, 3));
    expect(watch.shortages()).toEqual([]);
    expect(watch.figures['machineSlowdown']).toBeCloseTo(3);
  });

  it('lacks CPU while work takes six times as long, as with a load of twelve on two cores', () => {
    expect(watched(20, (second) => threads(second, 6)).shortages()).toEqual([
      { lacked: 'cpu', fromMs: 0, toMs: 20_000, worst: 6, limit: 5 },
    ]);
  });

  it('lacks no CPU in a burst of a second', () => {
    const burst = watched(20, (second) => ({
      threads: { ran: second * 1e8, waited: second * 1e8 + (second > 10 ? 5e8 : 0) },
    }));
    expect(burst.shortages()).toEqual([]);
  });

  it('says nothing about CPU when this process hardly wants any', () => {
    expect(watched(20, (second) => ({ threads: { ran: second * 1e6, waited: second * 2e7 } })).shortages()).toEqual([]);
  });

  it('lacks disk space only as long as it is used up', () => {
    const full = watched(10, (second) => ({ freeDiskBytes: second >= 3 && second <= 5 ? 1000 : 1e9 }));
    expect(full.shortages()).toEqual([{ lacked: 'disk', fromMs: 0, toMs: 5000, worst: 1000, limit: 16 * 1024 * 1024 }]);
    expect(full.figures['machineFreeDiskMb']).toBeCloseTo(1000 / 1024 / 1024);
  });

  it('lacks file handles when nearly all are open', () => {
    expect(watched(3, () => ({ handles: { open: 99, limit: 100 } })).shortages()).toMatchObject([
      { lacked: 'handles', worst: 0.99 },
    ]);
  });

  it('lacks what the hypervisor gives to others, and what work waits for memory', () => {
    const watch = watched(10, (second) => ({
      ticks: { all: second * 200, stolen: second * 100 },
      memoryStalledUs: second * 500_000,
    }));
    expect(watch.shortages().map(({ lacked }) => lacked)).toEqual(['steal', 'memory']);
  });

  it('is not judged by what its operating system does not say', () => {
    expect(watched(10, () => ({})).shortages()).toEqual([]);
  });
});
