import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { HarnessError } from '../../../../../chaos/errors.ts';
import type { Recorder, UntimedEvent } from '../../../../../chaos/runner/recorder.ts';
import type { RunClock } from '../../../../../chaos/runner/run-clock.ts';
import { MachineWatch, type TimedReading } from '../../../../../chaos/runner/watch/machine/shortage.ts';
import { watchPresence } from '../../../../../chaos/runner/watch/presence.ts';
import { onOurClock, Signs } from '../../../../../chaos/runner/watch/silence.ts';
import type { PulseReport } from '../../../../../chaos/schemas/index.ts';

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

/** A run that is watched, in real time but for its clock. */
function presence(pulse: (() => Promise<PulseReport>) | undefined, elapsed: () => number = () => 5000) {
  const events: UntimedEvent[] = [];
  const figures: Record<string, number> = {};
  let halt: (reason: Error) => void = () => undefined;
  const halted = new Promise<Error>((resolve) => {
    halt = resolve;
  });
  const watch = watchPresence({
    clock: { elapsedMs: elapsed, virtual: () => new Date(0) } as unknown as RunClock,
    recorder: { record: (event: UntimedEvent) => events.push(event) } as unknown as Recorder,
    target: pulse === undefined ? {} : { pulse },
    path: tmpdir(),
    figures,
    halt,
  });
  return { watch, events, figures, halted };
}

const alive: PulseReport['processes'][number] = { who: 'DynamoDB Local', beats: 4, gaps: [] };

describe('the presence of what a run needs', () => {
  it('is recorded with the gaps of each process on the clock of the run', async () => {
    const report = { now: 90_000, processes: [{ ...alive, gaps: [{ from: 86_000, to: 88_000 }] }] };
    const { watch, events } = presence(() => Promise.resolve(report));
    watch.addLoad(12, [{ fromMs: 1000, toMs: 4000 }]);
    await watch.stop();
    expect(events).toEqual(
      expect.arrayContaining([
        { kind: 'heartbeat-gap', who: 'DynamoDB Local', fromMs: 1000, toMs: 3000 },
        { kind: 'heartbeat-gap', who: 'k6', fromMs: 1000, toMs: 4000 },
        {
          kind: 'heartbeats',
          watched: [
            { who: 'k6', beats: 12 },
            { who: 'DynamoDB Local', beats: 4 },
            { who: 'the harness', beats: expect.any(Number) },
          ],
        },
      ]),
    );
  });

  it('holds figures of the machine', async () => {
    const { watch, figures } = presence(undefined);
    await watch.stop();
    expect(figures['machineLoad']).toBeGreaterThan(0);
  });

  it('ends with an engine, and the run ends at once with its name and how it ended', async () => {
    const dead = { now: 1, processes: [{ ...alive, ended: 'SIGKILL' }] };
    const { watch, halted } = presence(() => Promise.resolve(dead));
    expect((await halted).message).toContain('DynamoDB Local ended during the run (SIGKILL)');
    await watch.stop();
    expect(watch.brokenBy()).toBeInstanceOf(HarnessError);
  });

  it('ends with the process that runs the system', async () => {
    const { watch, halted } = presence(() => Promise.reject(new Error('fetch failed')));
    expect((await halted).message).toContain('does not answer any more: fetch failed');
    await watch.stop();
  }, 10_000);

  it('is placed at the end of a report that took long: the system made it when it could run again', async () => {
    let now = 0;
    const slowly = () => {
      now += 4000;
      return Promise.resolve({ now: 9000, processes: [{ ...alive, gaps: [{ from: 8000, to: 9000 }] }] });
    };
    const { watch, events } = presence(slowly, () => now);
    await watch.stop();
    expect(events).toContainEqual({ kind: 'heartbeat-gap', who: 'DynamoDB Local', fromMs: 7000, toMs: 8000 });
  });
});
