import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Recorder } from '../../../../../chaos/runner/recorder.ts';
import { followBacklog } from '../../../../../chaos/runner/watch/backlog.ts';
import type { OpenedSystem, StoreView } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';

/** A system whose owner's view holds, at each scan, what `unfinished` returns at that moment. */
function loans(unfinished: () => readonly string[]) {
  const { opened, recorder, ...rest } = loansOpened(unfinished);
  return { backlog: followBacklog(opened, 'r1', recorder), ...rest };
}

function loansOpened(unfinished: () => readonly string[]) {
  let scans = 0;
  const scan: StoreView['scan'] = async function* () {
    scans += 1;
    const found = unfinished();
    await sleep(50);
    yield { key: 'r1-ended', fields: { state: 'LENT' } };
    yield { key: 'r0-of-another-run', fields: { state: 'ASKED' } };
    yield* found.map((key) => ({ key, fields: { state: 'ASKED' } }));
  };
  const recorded: number[] = [];
  const recorder = {
    record: (event: { unfinished?: number }) => recorded.push(event.unfinished ?? NaN),
  } as unknown as Recorder;
  const view = { name: 'desk.loans', scan } as unknown as StoreView;
  const opened = { definition: sample, views: new Map([[view.name, view]]) } as unknown as OpenedSystem;
  return { opened, recorder, recorded, scans: () => scans };
}

describe('the backlog of a run', () => {
  it('comes from a read that began after it was asked for', async () => {
    let now = ['r1-a-1'];
    const { backlog } = loans(() => now);
    const first = backlog.count();
    await sleep(10);
    now = [];
    expect(await backlog.count()).toEqual([]);
    expect(await first).toEqual(['r1-a-1']);
  });

  it('is read once for concurrent callers', async () => {
    const { backlog, scans } = loans(() => []);
    await Promise.all([backlog.count(), backlog.count()]);
    await sleep(10);
    await Promise.all([backlog.count(), backlog.count(), backlog.count()]);
    expect(scans()).toBeLessThanOrEqual(2);
  });

  it('is counted each second until the load has ended and no saga is unfinished', async () => {
    let now = ['r1-a-1', 'r1-a-2'];
    const { backlog, recorded } = loans(() => now);
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

  describe('of a system with an index of unfinished sagas', () => {
    /** An index that always lags: it finds nothing. */
    function indexed(found: readonly string[]) {
      const { opened, scans, ...rest } = loansOpened(() => ['r1-a-1']);
      const wanted: string[] = [];
      async function* unfinished(_connection: unknown, { prefix }: { readonly prefix: string }) {
        wanted.push(prefix);
        await sleep(1);
        yield* found;
      }
      const saga = { ...sample.saga, unfinished };
      const system = { ...opened, definition: { ...sample, saga } } as unknown as OpenedSystem;
      return { backlog: followBacklog(system, 'r1', rest.recorder), scans, wanted, recorded: rest.recorded };
    }

    it('comes from the index, without a scan', async () => {
      const { backlog, scans, wanted } = indexed(['r1-b-1']);
      expect(await backlog.count()).toEqual(['r1-b-1']);
      expect(wanted).toEqual(['r1-']);
      expect(scans()).toBe(0);
    });

    it('is confirmed by a scan before it counts as empty', async () => {
      const { backlog, scans } = indexed([]);
      expect(await backlog.count()).toEqual(['r1-a-1']);
      expect(scans()).toBe(1);
    });

    it('is followed without scans', async () => {
      const { backlog, scans, recorded } = indexed([]);
      backlog.follow();
      await sleep(1300);
      expect(recorded).toEqual([0, 0]);
      expect(scans()).toBe(0);
      await backlog.stop();
      expect(scans()).toBe(1);
    });
  });
});
