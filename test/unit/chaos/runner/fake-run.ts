/** A run whose clock jumps from one wait to the next, and whose system is made of plain functions. */
import type { ActiveRun } from '../../../../chaos/runner/context.ts';
import { createRecorder, type Recorder } from '../../../../chaos/runner/recorder.ts';
import type { RunClock } from '../../../../chaos/runner/run-clock.ts';
import type { RunDirectory } from '../../../../chaos/runner/run-directory.ts';
import type { Experiment } from '../../../../chaos/schemas/index.ts';

const SPEED = 20;
const START = Date.parse('2026-01-01T12:00:00.000Z');

interface Waiter {
  readonly moment: number;
  readonly resume: () => void;
}

/** Time passes only while every task waits: it then jumps to the earliest moment that a task waits for. */
function fakeClock(): RunClock {
  let now = 0;
  const waiters: Waiter[] = [];
  let jumping = false;
  const jumpSoon = () => {
    if (jumping || waiters.length === 0) return;
    jumping = true;
    setImmediate(() => {
      jumping = false;
      waiters.sort((one, other) => one.moment - other.moment);
      const next = waiters.shift();
      now = Math.max(now, next?.moment ?? now);
      next?.resume();
      jumpSoon();
    });
  };
  return {
    startedAt: new Date(START),
    virtualStartedAt: new Date(START),
    speed: SPEED,
    elapsedMs: () => now,
    virtual: (elapsed = now) => new Date(START + elapsed * SPEED),
    elapsedOf: (at) => (new Date(at).getTime() - START) / SPEED,
    until: (moment, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const waiter = { moment, resume: resolve };
        waiters.push(waiter);
        signal.addEventListener('abort', () => {
          const index = waiters.indexOf(waiter);
          if (index >= 0) waiters.splice(index, 1);
          reject(signal.reason as Error);
        });
        jumpSoon();
      }),
  };
}

export interface FakeRun {
  readonly run: ActiveRun;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  /** What was done to faults, with the real seconds of the run at which it was done. */
  readonly done: string[];
  readonly lines: string[];
  /** Ends the run as its caller would. */
  readonly abort: (reason: Error) => void;
}

/** @param more replaces parts of the run */
export function fakeRun(experiment: Experiment, more: Partial<ActiveRun> = {}): FakeRun {
  const clock = fakeClock();
  const recorder = createRecorder(clock, {} as RunDirectory);
  const done: string[] = [];
  const lines: string[] = [];
  const ending = new AbortController();
  const note = (what: string) => done.push(`${clock.elapsedMs() / 1000} s: ${what}`);
  const run = {
    experiment,
    run: 'r1',
    seed: 7,
    clock,
    recorder,
    signal: ending.signal,
    ending: ending.signal,
    progress: (line: string) => lines.push(line),
    faults: {
      arm: (faults: readonly { readonly id: string }[]) => {
        for (const { id } of faults) note(`arm ${id}`);
        return Promise.resolve();
      },
      release: (id: string) => Promise.resolve(void note(`release ${id}`)),
      releaseAll: () => Promise.resolve(void note('release all')),
    },
    halt: { stopped: () => undefined, halt: () => undefined },
    known: undefined,
    figures: {},
    target: { system: { apiUrl: 'http://127.0.0.1:1' } },
    ...more,
  };
  return {
    run: run as unknown as ActiveRun,
    clock,
    recorder,
    done,
    lines,
    abort: (reason) => {
      ending.abort(reason);
    },
  };
}
