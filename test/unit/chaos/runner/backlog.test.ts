import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { followBacklog } from '../../../../chaos/runner/backlog.ts';
import type { Recorder } from '../../../../chaos/runner/recorder.ts';

/** An orders table of which each scan finds what `unfinished` says then. */
function orders(unfinished: () => readonly string[]) {
  let scans = 0;
  const client = new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.send = (async () => {
    scans += 1;
    const found = unfinished();
    await sleep(50);
    return { Items: found.map((id) => ({ correlationId: { S: id } })) };
  }) as typeof client.send;
  const recorded: number[] = [];
  const recorder = {
    record: (happening: { unfinished?: number }) => recorded.push(happening.unfinished ?? NaN),
  } as unknown as Recorder;
  const stores = { dynamodb: client, table: (name: string) => name, sql: () => Promise.resolve([]) };
  return { backlog: followBacklog(stores, 'r1', recorder), recorded, scans: () => scans };
}

describe('the backlog of a run', () => {
  it('is what a look finds that began after it was asked for', async () => {
    let now = ['r1-a-1'];
    const { backlog } = orders(() => now);
    const first = backlog.look();
    await sleep(10);
    now = [];
    expect(await backlog.look()).toEqual([]);
    expect(await first).toEqual(['r1-a-1']);
  });

  it('is read once for all who ask meanwhile', async () => {
    const { backlog, scans } = orders(() => []);
    await Promise.all([backlog.look(), backlog.look()]);
    await sleep(10);
    await Promise.all([backlog.look(), backlog.look(), backlog.look()]);
    expect(scans()).toBeLessThanOrEqual(2);
  });

  it('is counted each second until the load has ended and none is left', async () => {
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
