import { describe, expect, it } from '@jest/globals';
import { awaitQueues } from '../../../../../chaos/runner/phases/queues.ts';
import type { QueueDepth } from '../../../../../chaos/target.ts';
import { experiment } from '../../sound-run.ts';
import { fakeRun } from '../fake-run.ts';

const { signal } = new AbortController();
const EMPTY: Omit<QueueDepth, 'name'> = { visible: 0, inFlight: 0, delayed: 0 };

/** Waits for one queue whose depth changes with time. */
async function awaited(depthAt: (seconds: number) => Partial<QueueDepth>, target: 'local' | 'aws' = 'local') {
  const fake = fakeRun(experiment);
  const read = () => Promise.resolve([{ name: 'jobs', ...EMPTY, ...depthAt(fake.clock.elapsedMs() / 1000) }]);
  const queues = { names: ['jobs'], read };
  const run = { ...fake.run, target: { system: { target }, queues } as unknown as typeof fake.run.target };
  await awaitQueues(run, signal);
  const events = fake.recorder.events.filter((event) => event.kind === 'queues.read');
  return { seconds: fake.clock.elapsedMs() / 1000, recorded: events.map((event) => event.queues), lines: fake.lines };
}

describe('the queues that feed functions', () => {
  it.each([['visible'], ['inFlight'], ['delayed']])('are awaited while a message is %s', async (where) => {
    const { seconds, recorded, lines } = await awaited((now) => (now < 3 ? { [where]: 2 } : {}));
    expect({ seconds, recorded }).toEqual({ seconds: 3, recorded: [[{ name: 'jobs', ...EMPTY }]] });
    expect(lines[0]).toBe('waiting for 2 messages in queues');
  });

  it('are awaited no longer than the convergence budget, and what they then hold is recorded', async () => {
    // 200 virtual seconds are 10 real ones.
    const { seconds, recorded } = await awaited(() => ({ inFlight: 1 }));
    expect({ seconds, recorded }).toEqual({ seconds: 11, recorded: [[{ name: 'jobs', ...EMPTY, inFlight: 1 }]] });
  });

  it('must be empty three times in a row on AWS, which counts with a delay', async () => {
    expect((await awaited((now) => (now === 1 ? { visible: 1 } : {}), 'aws')).seconds).toBe(4);
  });

  it('are not awaited if there are none', async () => {
    const fake = fakeRun(experiment);
    await awaitQueues(fake.run, signal);
    expect({ ms: fake.clock.elapsedMs(), events: fake.recorder.events }).toEqual({ ms: 0, events: [] });
  });
});
