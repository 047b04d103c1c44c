import { describe, expect, it } from '@jest/globals';
import { cached } from '../../../../chaos/injector/tables.ts';

function ports(answers: readonly (string | Error)[]) {
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

describe('the armed faults that a function knows', () => {
  it('are read at most once a second', async () => {
    const { value, time, reads } = ports(['first', 'second']);
    expect(await value()).toBe('first');
    time.now = 999;
    expect(await value()).toBe('first');
    expect(reads.count).toBe(1);
    time.now = 1000;
    expect(await value()).toBe('second');
  });

  it('are read again sooner while something is armed', async () => {
    const { value, time } = ports(['brief', 'second', 'third']);
    expect(await value()).toBe('brief');
    time.now = 499;
    expect(await value()).toBe('brief');
    time.now = 500;
    expect(await value()).toBe('second');
    time.now = 1499;
    expect(await value()).toBe('second');
  });

  it('are returned without waiting while they are fresh', async () => {
    const { value } = ports(['first']);
    await value();
    expect(value()).toBe('first');
  });

  it('are read once for all calls that find them stale', async () => {
    const { value, reads } = ports(['first']);
    expect(await Promise.all([value(), value(), value()])).toEqual(['first', 'first', 'first']);
    expect(reads.count).toBe(1);
  });

  it('are none for a second where the table cannot be read, and the failure is reported once', async () => {
    const { value, time, failures } = ports(['first', new Error('no such table'), 'third']);
    await value();
    time.now = 1000;
    expect(await value()).toBe('none');
    time.now = 1500;
    expect(await value()).toBe('none');
    expect(failures).toHaveLength(1);
    time.now = 2000;
    expect(await value()).toBe('third');
  });

  it('are read less often the longer the table cannot be read, but at least every half minute', async () => {
    const { value, time, reads } = ports(Array.from({ length: 9 }, () => new Error('no such table')));
    const readAt: number[] = [];
    for (time.now = 0; time.now < 130_000; time.now += 500) {
      const before = reads.count;
      await value();
      if (reads.count > before) readAt.push(time.now / 1000);
    }
    expect(readAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
  });
});
