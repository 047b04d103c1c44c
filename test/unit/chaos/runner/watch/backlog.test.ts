import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from '../../../../../chaos/runner/recorder.ts';
import { followBacklog } from '../../../../../chaos/runner/watch/backlog.ts';
import type { Items } from '../../../../../chaos/stores/items.ts';

/** An orders table in which each scan finds what `unfinished` returns at that moment. */
function orders(unfinished: () => readonly string[]) {
  let scans = 0;
  const scan: Items['scan'] = async function* () {
    scans += 1;
    const found = unfinished();
    await sleep(50);
    yield* found.map((correlationId) => ({ correlationId }));
  };
  const recorded: number[] = [];
  const recorder = {
    record: (event: { unfinished?: number }) => recorded.push(event.unfinished ?? NaN),
  } as unknown as Recorder;
  const stores = { items: { scan } as Items, table: (name: string) => name };
  return { backlog: followBacklog(stores, 'r1', recorder), recorded, scans: () => scans };
}

describe('the backlog of a run', () => {
  it('comes from a read that began after it was asked for', async () => {
    let now = ['r1-a-1'];
    const { backlog } = orders(() => now);
    const first = backlog.count();
    await sleep(10);
    now = [];
    expect(await backlog.count()).toEqual([]);
    expect(await first).toEqual(['r1-a-1']);
  });

  it('is read once for concurrent callers', async () => {
    const { backlog, scans } = orders(() => []);
    await Promise.all([backlog.count(), backlog.count()]);
    await sleep(10);
    await Promise.all([backlog.count(), backlog.count(), backlog.count()]);
    expect(scans()).toBeLessThanOrEqual(2);
  });

  it('is counted each second until the load has ended and no saga is unfinished', async () => {
    let now = ['r1-a-1', 'r1-a-2'];
    const { backlog, recorded } = orders(() => now);
    backlog.follow();
    await sleep(1300);
    backlog.loadEnded();
    now = [];
    await sleep(1200);
    const counted = recorded.length;
    expect(recorded).toEqual([2, 2, 0]);
    await sleep(1200);
    expect(recorded).toHaveLength(counted);
    await backlog.stop();
    expect(recorded.at(-1)).toBe(0);
  });
});
