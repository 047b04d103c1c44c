import { describe, expect, it } from '@jest/globals';
import { ShardReaders } from '../../../local/streams/index.ts';

/** Lets readers poll a shard every 250 ms for some seconds. @returns how many of their reads were throttled */
function poll(readers: readonly string[], seconds: number, shardOf: (reader: string) => string = () => 's') {
  const logged: string[] = [];
  const shards = new ShardReaders((line) => logged.push(line));
  let throttled = 0;
  for (let at = 0; at < seconds * 1000; at += 250) {
    for (const [index, reader] of readers.entries()) {
      try {
        shards.admit(shardOf(reader), reader, at + index);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ProvisionedThroughputExceededException' });
        throttled += 1;
      }
    }
  }
  return { throttled, logged };
}

describe('the readers of a shard', () => {
  it('are served if they are two, however often they read', () => {
    expect(poll(['one', 'two', 'one', 'two', 'one', 'two'], 5)).toEqual({ throttled: 0, logged: [] });
  });

  it('share the reads of two if they are three, and the first throttled one is logged', () => {
    const { throttled, logged } = poll(['one', 'two', 'three'], 5);
    expect(throttled).toBeGreaterThanOrEqual(15);
    expect(throttled).toBeLessThanOrEqual(20);
    expect(logged).toEqual([expect.stringContaining('3 readers of shard s')]);
  });

  it('are those of that shard alone', () => {
    expect(poll(['one', 'two', 'three'], 5, (reader) => reader).throttled).toBe(0);
  });

  it('no longer include one that has not read for a second', () => {
    const shards = new ShardReaders(() => undefined);
    const admitted: number[] = [];
    shards.admit('s', 'gone', 0);
    for (let at = 1000; at < 3000; at += 100) {
      for (const reader of ['one', 'two']) shards.admit('s', reader, at);
      admitted.push(at);
    }
    expect(admitted).toHaveLength(20);
  });
});
