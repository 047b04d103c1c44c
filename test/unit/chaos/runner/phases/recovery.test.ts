import { describe, expect, it } from '@jest/globals';
import type { KnownStores } from '../../../../../chaos/runner/known-stores.ts';
import { awaitAlarms, awaitRest, driftAndReconcile } from '../../../../../chaos/runner/phases/recovery.ts';
import { awaitIdleReconciler } from '../../../../../chaos/runner/phases/schedule.ts';
import type { AlarmState, Experiment, ReconcileResult } from '../../../../../chaos/schemas/index.ts';
import { experiment } from '../../sound-run.ts';
import { type FakeRun, fakeRun } from '../fake-run.ts';

const { signal } = new AbortController();

/** Stores whose unfinished sagas change with time. Sagas whose id contains `stranded` wait for the reconciler. */
function knowing(fake: FakeRun, unfinished: (seconds: number) => readonly string[]) {
  const kept: string[] = [];
  const known = {
    backlog: { count: () => Promise.resolve(unfinished(fake.clock.elapsedMs() / 1000)) },
    isStranded: (id: string) => id.includes('stranded'),
    hasSnapshot: () => true,
    snapshot: () => Promise.resolve({}),
    keepSnapshot: (name: string) => {
      kept.push(name);
      fake.recorder.record({ kind: 'snapshot', name: name as 'drifted' });
      return Promise.resolve();
    },
  } as unknown as KnownStores;
  return { run: { ...fake.run, known }, kept };
}

describe('the rest of sagas', () => {
  const restAt = async (unfinished: (seconds: number) => readonly string[], stranded: boolean) => {
    const fake = fakeRun(experiment);
    await awaitRest(knowing(fake, unfinished).run, { stranded }, signal);
    return fake.clock.elapsedMs() / 1000;
  };

  it('is reached when none is unfinished', async () => {
    expect(await restAt((seconds) => (seconds < 3 ? ['r1-hit-0'] : []), false)).toBe(3);
  });

  it('includes the sagas that only the reconciler ends where that is asked for', async () => {
    const unfinished = (seconds: number) => (seconds < 4 ? ['r1-stranded-0'] : []);
    expect(await restAt(unfinished, false)).toBe(0);
    expect(await restAt(unfinished, true)).toBe(4);
  });

  it('is awaited no longer than the convergence budget', async () => {
    // 200 virtual seconds are 10 real ones.
    expect(await restAt(() => ['r1-hit-0'], false)).toBe(11);
  });

  it('is not awaited for a system without a definition', async () => {
    const { run, clock } = fakeRun(experiment);
    await awaitRest(run, { stranded: true }, signal);
    expect(clock.elapsedMs()).toBe(0);
  });
});

describe('the expected alarms', () => {
  const change = (fake: FakeRun, to: AlarmState, from: AlarmState) => {
    fake.recorder.record({ kind: 'alarm', alarm: 'errors-shelf', from, to, reason: '' });
  };
  const at = async (fake: FakeRun, seconds: number, act: () => void) => {
    await fake.clock.until(seconds * 1000, signal);
    act();
  };

  it('are awaited until they have fired and cleared', async () => {
    const fake = fakeRun(experiment);
    await Promise.all([
      awaitAlarms(fake.run),
      at(fake, 2, () => {
        change(fake, 'ALARM', 'OK');
      }),
      at(fake, 5, () => {
        change(fake, 'OK', 'ALARM');
      }),
    ]);
    expect(fake.clock.elapsedMs()).toBe(5000);
  });

  it('are not awaited to clear where they need not', async () => {
    const alarms = experiment.expect.alarms.map((alarm) => ({ ...alarm, clears: false }));
    const fake = fakeRun({ ...experiment, expect: { ...experiment.expect, alarms } });
    await Promise.all([
      awaitAlarms(fake.run),
      at(fake, 2, () => {
        change(fake, 'ALARM', 'OK');
      }),
    ]);
    expect(fake.clock.elapsedMs()).toBe(2000);
  });

  it('are awaited no longer than they may take to fire and clear', async () => {
    const fake = fakeRun(experiment);
    await awaitAlarms(fake.run);
    // 120 virtual seconds to fire and 300 to clear are 21 real ones.
    expect(fake.clock.elapsedMs()).toBe(21_000);
  });
});

describe('the reconcile run after the drift', () => {
  const undrifted: Experiment = { ...experiment, drift: [] };

  /** A run in whose log each invocation of the reconciler shows up with the next of these outcomes. */
  function reconciling(
    reconcile: Partial<NonNullable<Experiment['reconcile']>>,
    outcomes: ReconcileResult['outcome'][],
    hourly?: number,
  ) {
    const fake = fakeRun({
      ...undrifted,
      reconcile: { by: 'run-now', afterSeconds: 0, timeoutSeconds: 60, ...reconcile },
    });
    const invocations: number[] = [];
    const pending: ReconcileResult['outcome'][] = [];
    const report = (trigger: 'schedule' | 'run-now', outcome: ReconcileResult['outcome']) => {
      const runId = `run-${fake.recorder.events.length}`;
      fake.recorder.record({ kind: 'reconcile.began', runId, trigger });
      fake.recorder.record({ kind: 'reconcile.ended', runId, outcome, drift: 0, repaired: 0 });
    };
    const target = {
      system: { prefix: 'evenkeel-dev-' },
      clients: {
        scheduler: { send: () => Promise.resolve({ Target: { Arn: 'arn:reconciler' } }) },
        lambda: {
          send: () => {
            invocations.push(fake.clock.elapsedMs() / 1000);
            pending.push(outcomes.shift() ?? 'clean');
            return Promise.resolve({});
          },
        },
      },
    };
    const observation = {
      served: () => [],
      catchUp: () => {
        for (const outcome of pending.splice(0)) report('run-now', outcome);
        if (hourly !== undefined && fake.clock.elapsedMs() >= hourly * 1000) report('schedule', 'repaired');
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
    };
    const { run, kept } = knowing({ ...fake, run: { ...fake.run, observation, target: target as never } }, () => []);
    return { run, kept, invocations, clock: fake.clock };
  }

  it('is invoked once, after the virtual seconds that the experiment lets pass', async () => {
    const { run, kept, invocations } = reconciling({ afterSeconds: 840 }, ['repaired']);
    await driftAndReconcile(run);
    expect(kept).toEqual(['drifted']);
    expect(invocations).toEqual([42]);
  });

  it('is invoked again where the hourly run stopped it', async () => {
    const { run, invocations } = reconciling({}, ['stopped', 'repaired']);
    await driftAndReconcile(run);
    expect(invocations).toEqual([0, 0.5]);
  });

  it('is awaited, not invoked, where the schedule triggers it', async () => {
    const { run, invocations, clock } = reconciling({ by: 'schedule' }, [], 7);
    await driftAndReconcile(run);
    expect(invocations).toEqual([]);
    expect(clock.elapsedMs()).toBe(7000);
  });

  it('is awaited no longer than its time-out', async () => {
    const { run, clock } = reconciling({ by: 'schedule', timeoutSeconds: 9 }, []);
    await driftAndReconcile(run);
    expect(clock.elapsedMs()).toBe(9000);
  });

  describe('before whose drift an hourly run is under way', () => {
    const ran = (from: number, to: number) => {
      const fake = fakeRun({ ...experiment, reconcile: { by: 'run-now', afterSeconds: 0, timeoutSeconds: 60 } });
      const { recorder } = fake;
      const began = () => {
        recorder.record({ kind: 'reconcile.began', runId: 'hourly', trigger: 'schedule' });
      };
      const ended = () => {
        recorder.record({ kind: 'reconcile.ended', runId: 'hourly', outcome: 'clean', drift: 0, repaired: 0 });
      };
      const report: [number, () => void][] = [
        [from, began],
        [to, ended],
      ];
      const observation = {
        catchUp: () => {
          while (report[0] !== undefined && fake.clock.elapsedMs() >= report[0][0] * 1000) report.shift()?.[1]();
          return Promise.resolve();
        },
      };
      const target = { clients: { scheduler: { send: () => Promise.resolve({}) } }, system: { prefix: 'p-' } };
      const parts = { ...fake.run, observation, target } as unknown as Parameters<typeof awaitIdleReconciler>[0];
      return { parts, fake };
    };

    it('is awaited until it has ended', async () => {
      // Half an hour past the tick, at speed 20.
      const { parts, fake } = ran(90, 97);
      await fake.clock.until(91_000, signal);
      await awaitIdleReconciler(parts);
      expect(fake.clock.elapsedMs()).toBe(97_000);
    });

    it('or is about to start, is awaited too', async () => {
      // The next tick is at 180 real seconds, and its run shows in the log three seconds later.
      const { parts, fake } = ran(183, 190);
      await fake.clock.until(172_000, signal);
      await awaitIdleReconciler(parts);
      expect(fake.clock.elapsedMs()).toBe(190_000);
    });

    it('and does not end, is a harness that cannot do its part, not drift that the system missed', async () => {
      const { parts, fake } = ran(90, 900);
      await fake.clock.until(91_000, signal);
      await expect(awaitIdleReconciler(parts)).rejects.toThrow('reconcile run hourly has not ended');
    });

    it('is not awaited where none is under way', async () => {
      const { parts, fake } = ran(900, 901);
      await fake.clock.until(91_000, signal);
      await awaitIdleReconciler(parts);
      expect(fake.clock.elapsedMs()).toBe(91_000);
    });

    it('holds the drift back', async () => {
      const { parts, fake } = ran(90, 97);
      await fake.clock.until(91_000, signal);
      const seedings: number[] = [];
      const known = {
        hasSnapshot: () => true,
        snapshot: () => {
          seedings.push(fake.clock.elapsedMs());
          return Promise.reject(new Error('seeded'));
        },
      } as unknown as KnownStores;
      await expect(driftAndReconcile({ ...fake.run, ...parts, known })).rejects.toThrow('seeded');
      expect(seedings).toEqual([97_000]);
    });
  });
});
