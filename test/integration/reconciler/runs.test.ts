import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acquireLease,
  endLease,
  type ListedRun,
  listRun,
  readLease,
  readRuns,
} from '../../../reconciler/control/index.ts';
import { LeaseHeldError, LeaseLostError, systemClock } from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await openDynamo();
  for (const table of ['runs', 'leases']) await dynamo.createTable(table, 'name');
}, 60_000);
afterAll(async () => dynamo.close());

describe('the list of runs', () => {
  const NOW = Date.parse('2026-03-14T15:30:00Z');
  const runAt = (time: string): ListedRun => ({
    runId: `${time.replaceAll(/[-:]|\.\d+/g, '')}-9f2c1a`,
    trigger: 'schedule',
    startedAt: time,
    outcome: 'clean',
  });

  it('has the latest runs first, over days, and each run once however often it is written', async () => {
    const table = { client: dynamo.client, controlTable: 'runs' };
    const times = ['2026-03-14T15:00:00Z', '2026-03-14T14:00:00Z', '2026-03-13T23:00:00Z', '2026-01-05T01:00:00Z'];
    for (const time of times) await listRun(table, runAt(time));
    const [latest] = times.map(runAt);
    await listRun(table, { ...latest!, outcome: 'repaired', drift: 2, repaired: 2 });
    const ids = async (limit: number) =>
      (await readRuns(dynamo.client, 'runs', { now: NOW, limit })).map(({ startedAt }) => startedAt);
    expect(await ids(3)).toEqual(times.slice(0, 3));
    expect(await ids(50)).toEqual(times);
    const [first] = await readRuns(dynamo.client, 'runs', { now: NOW, limit: 1 });
    expect(first).toMatchObject({ outcome: 'repaired', drift: 2 });
  });

  it('has a run of a clock that is a little ahead, even past midnight', async () => {
    await listRun({ client: dynamo.client, controlTable: 'runs' }, runAt('2026-05-02T00:00:01Z'));
    const now = Date.parse('2026-05-01T23:59:59Z');
    expect(await readRuns(dynamo.client, 'runs', { now, limit: 1 })).toMatchObject([
      { startedAt: '2026-05-02T00:00:01Z' },
    ]);
  });
});

describe('the lease of a run that is gone', () => {
  it('can be ended by name: the next run takes it at once, and the old one has lost it', async () => {
    const table = { client: dynamo.client, controlTable: 'leases' };
    const options = { ...table, clock: systemClock };
    const now = () => systemClock.now();
    const gone = await acquireLease({ ...options, runId: 'gone' });
    expect(await readLease(table, now())).toMatchObject({ holder: 'gone' });
    await expect(acquireLease({ ...options, runId: 'next' })).rejects.toThrow(LeaseHeldError);
    expect(await endLease(table, 'somebody else', now())).toBe(false);
    expect(await endLease(table, 'gone', now())).toBe(true);
    expect(await readLease(table, now())).toBeUndefined();
    const next = await acquireLease({ ...options, runId: 'next' });
    expect(next.unfinished).toEqual(['gone']);
    await expect(gone.renew()).rejects.toThrow(LeaseLostError);
    await next.release(true);
  });

  it('cannot be renewed by it even before another run takes it', async () => {
    const table = { client: dynamo.client, controlTable: 'leases' };
    const lease = await acquireLease({ ...table, clock: systemClock, runId: 'slow' });
    await endLease(table, 'slow', systemClock.now());
    await expect(lease.renew()).rejects.toThrow(LeaseLostError);
  });
});
