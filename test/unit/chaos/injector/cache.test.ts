import { describe, expect, it } from '@jest/globals';
import { cached } from '../../../../chaos/injector/cache.ts';

function scene(answers: readonly (string | Error)[]) {
  const left = [...answers];
  const failures: unknown[] = [];
  const time = { now: 0 };
  const reads = { count: 0 };
  const read = () => {
    reads.count += 1;
    const answer = left.shift() ?? 'nothing more';
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const value = cached({
    read,
    fallback: 'none',
    freshMs: (read) => (read === 'brief' ? 500 : 1000),
    failed: (error) => failures.push(error),
    monotonicMs: () => time.now,
  });
  return { value, time, failures, reads };
}

describe('the armed faults a function knows', () => {
  it('are read once a second at most', async () => {
    const { value, time, reads } = scene(['first', 'second']);
    expect(await value()).toBe('first');
    time.now = 999;
    expect(await value()).toBe('first');
    expect(reads.count).toBe(1);
    time.now = 1000;
    expect(await value()).toBe('second');
  });

  it('are read sooner again where what was read asks for it', async () => {
    const { value, time } = scene(['brief', 'second', 'third']);
    expect(await value()).toBe('brief');
    time.now = 499;
    expect(await value()).toBe('brief');
    time.now = 500;
    expect(await value()).toBe('second');
    time.now = 1499;
    expect(await value()).toBe('second');
  });

  it('are given without waiting while they are fresh', async () => {
    const { value } = scene(['first']);
    await value();
    expect(value()).toBe('first');
  });

  it('are read once for all calls that find them stale', async () => {
    const { value, reads } = scene(['first']);
    expect(await Promise.all([value(), value(), value()])).toEqual(['first', 'first', 'first']);
    expect(reads.count).toBe(1);
  });

  it('are none where the table cannot be read, for a second, and that is told once', async () => {
    const { value, time, failures } = scene(['first', new Error('no such table'), 'third']);
    await value();
    time.now = 1000;
    expect(await value()).toBe('none');
    time.now = 1500;
    expect(await value()).toBe('none');
    expect(failures).toHaveLength(1);
    time.now = 2000;
    expect(await value()).toBe('third');
  });

  it('are asked for less often the longer the table cannot be read, every half minute at least', async () => {
    const { value, time, reads } = scene(Array.from({ length: 9 }, () => new Error('no such table')));
    const readAt: number[] = [];
    for (time.now = 0; time.now < 130_000; time.now += 500) {
      const before = reads.count;
      await value();
      if (reads.count > before) readAt.push(time.now / 1000);
    }
    expect(readAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
  });
});
