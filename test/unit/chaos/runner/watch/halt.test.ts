import { describe, expect, it } from '@jest/globals';
import type { Control } from '../../../../../chaos/control/index.ts';
import { HarnessError, StoppedError } from '../../../../../chaos/errors.ts';
import { createHalt } from '../../../../../chaos/runner/watch/halt.ts';
import { experiment } from '../../sound-run.ts';
import { fakeRun } from '../fake-run.ts';

const stop = new StoppedError('alarm errors-payment', 'it went into ALARM');

/** A halt whose steps are kept in the order in which they happen. */
function halting(ended: AbortSignal = new AbortController().signal) {
  const fake = fakeRun(experiment);
  const steps: string[] = [];
  const dynamodb = {
    send: ({ input }: { input: { UpdateExpression?: string } }) => {
      steps.push(input.UpdateExpression ?? 'another request');
      return Promise.reject(Object.assign(new Error('no lock'), { name: 'ConditionalCheckFailedException' }));
    },
  };
  const halt = createHalt({
    target: { system: { prefix: 'evenkeel-dev-' }, clients: { dynamodb } } as unknown as Control,
    held: { ended },
    faults: { releaseAll: () => Promise.resolve(void steps.push('release all')) },
    clock: fake.clock,
    recorder: fake.recorder,
    progress: (line) => fake.lines.push(line),
  });
  return { halt, steps, events: fake.recorder.events, lines: fake.lines };
}

describe('the halt of a run', () => {
  it('on purpose marks the lock, then releases every fault, and is recorded', async () => {
    const { halt, steps, events, lines } = halting();
    halt.halt(stop);
    expect(halt.signal.aborted).toBe(true);
    expect(halt.stopped()).toBe(stop);
    await halt.disarmed();
    expect(steps).toEqual(['SET stopRequest = :request', 'release all']);
    expect(events).toMatchObject([
      { kind: 'stopped', condition: 'alarm errors-payment', message: 'it went into ALARM' },
    ]);
    expect(lines).toEqual(['stopped: alarm errors-payment: it went into ALARM']);
  });

  it('after a failure aborts the run and leaves its faults to the cleanup', async () => {
    const { halt, steps, events } = halting();
    const failure = new HarnessError('a stop condition could not be watched');
    halt.halt(failure);
    await halt.disarmed();
    expect(halt.signal.reason).toBe(failure);
    expect(halt.stopped()).toBeUndefined();
    expect({ steps, events }).toEqual({ steps: [], events: [] });
  });

  it('has one reason: the first', async () => {
    const { halt, events } = halting();
    halt.halt(stop);
    halt.halt(new StoppedError('chaos stop', 'stopped by somebody'));
    halt.halt(new HarnessError('lost'));
    await halt.disarmed();
    expect(halt.stopped()).toBe(stop);
    expect(events).toHaveLength(1);
  });

  it('follows when the stage is stopped, even before the run begins', async () => {
    const outside = new StoppedError('chaos stop', 'stopped by me@there');
    const ending = new AbortController();
    const during = halting(ending.signal);
    expect(during.halt.signal.aborted).toBe(false);
    ending.abort(outside);
    const before = halting(AbortSignal.abort(outside));
    for (const { halt, steps } of [during, before]) {
      await halt.disarmed();
      expect(halt.stopped()).toBe(outside);
      expect(steps).toContain('release all');
    }
  });
});
