import { describe, expect, it } from '@jest/globals';
import { armFirstPhase, goThroughPhases } from '../../../../../chaos/runner/phases/phases.ts';
import type { Experiment } from '../../../../../chaos/schemas/index.ts';
import { experiment } from '../../sound-run.ts';
import { fakeRun } from '../fake-run.ts';

const { signal } = new AbortController();

/** The baseline lasts 5 s without drain; the broken phase 5 s with a drain of 5 s. */
const faults = (more: Partial<Experiment['faults'][number]>): Experiment => ({
  ...experiment,
  faults: experiment.faults.map((fault) => ({ ...fault, ...more })),
});

describe('the phases of a run', () => {
  it('begin, end and drain one after another, with faults armed ahead of their phase and released after its drain', async () => {
    const { run, done, recorder } = fakeRun(experiment);
    await goThroughPhases(run, 0, undefined, signal);
    const momentsOf = (name: string) =>
      recorder.events.flatMap((event) =>
        'phase' in event && event.phase === name ? [`${event.elapsedMs / 1000} s: ${event.kind}`] : [],
      );
    expect(momentsOf('baseline')).toEqual(['0 s: phase.began', '5 s: phase.ended', '5 s: phase.drained']);
    expect(momentsOf('broken')).toEqual(['5 s: phase.began', '10 s: phase.ended', '15 s: phase.drained']);
    expect(done).toEqual(['3.8 s: arm broken-reservation', '15 s: release broken-reservation']);
  });

  it('keep a fault without a scenario armed from the first to the last', async () => {
    const { run, done } = fakeRun(faults({ scenario: undefined }));
    await armFirstPhase(run, signal);
    expect(done).toEqual(['0 s: arm broken-reservation']);
    await goThroughPhases(run, run.clock.elapsedMs(), undefined, signal);
    // The first phase renews the lease, and the phases begin 1.2 s after the faults were armed.
    expect(done.slice(1)).toEqual(['1.2 s: arm broken-reservation', '16.2 s: release broken-reservation']);
  });

  it('keep a fault armed while one of its sagas is pending', async () => {
    const { run, done, clock } = fakeRun(experiment);
    const asked: string[] = [];
    const pending = (scenario: string) => {
      asked.push(scenario);
      return Promise.resolve(clock.elapsedMs() < 18_000 ? 1 : 0);
    };
    await goThroughPhases(run, 0, pending, signal);
    expect(done.at(-1)).toBe('18 s: release broken-reservation');
    expect(new Set(asked)).toEqual(new Set(['hit']));
  });

  it('release a fault before its lease ends, although its sagas stay pending', async () => {
    const { run, done } = fakeRun(faults({ leaseSeconds: 13 }));
    await goThroughPhases(run, 0, () => Promise.resolve(1), signal);
    // The lease counts from the start of the phase at 5 s.
    expect(done.at(-1)).toBe('17 s: release broken-reservation');
  });

  it.each([
    [['shelf hold'], []],
    [['shelf free'], ['no handler that is wrapped as shelf hold served anything; these did: shelf free']],
    [[], ['no handler that is wrapped as shelf hold served anything; no wrapped handler served anything']],
  ])('name the faults whose place served nothing, and the places that did: %j', async (served, said) => {
    const { run, recorder } = fakeRun(experiment);
    const lines: string[] = [];
    const observation = { catchUp: () => Promise.resolve(), served: () => served };
    const observed = { ...run, observation, progress: (line: string) => lines.push(line) };
    await goThroughPhases(observed, 0, undefined, signal);
    const named = lines.filter((line) => line.startsWith('fault '));
    const texts = said.map((line) => `broken-reservation has hit nothing: ${line}`);
    expect(named).toEqual(texts.map((text) => `fault ${text}`));
    expect(recorder.events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))).toEqual(texts);
  });

  it('all end when one of them fails', async () => {
    const { run, recorder } = fakeRun(experiment);
    const arm = (armed: readonly unknown[]) =>
      armed.length > 0 ? Promise.reject(new Error('the stage is lost')) : Promise.resolve();
    const failing = { ...run, faults: { ...run.faults, arm } };
    await expect(goThroughPhases(failing, 0, undefined, signal)).rejects.toThrow('the stage is lost');
    expect(recorder.events.map(({ kind }) => kind)).toEqual(['phase.began']);
  });

  it('end with the signal', async () => {
    const { run } = fakeRun(experiment);
    const ending = new AbortController();
    const going = goThroughPhases(run, 0, undefined, ending.signal);
    ending.abort(new Error('stopped'));
    await expect(going).rejects.toThrow('stopped');
  });
});
