import { describe, expect, it } from '@jest/globals';
import { batchLength, Inbox } from '../../../../local/event-source/inbox.ts';
import type { StreamRecord } from '../../../../local/event-source/stream-record.ts';

const record = (sequenceNumber: string, more: Partial<StreamRecord> = {}): StreamRecord => ({
  sequenceNumber,
  shardId: 's',
  json: '{}',
  bytes: 2,
  itemKey: 'k',
  arrivedAt: 0,
  seenAt: 0,
  ...more,
});

const MEGABYTE = 1024 * 1024;

describe('a batch', () => {
  it('contains at most as many records as the limit allows', () => {
    expect(batchLength([record('1'), record('2'), record('3')], 2)).toBe(2);
  });

  it('ends before a record that would exceed 6 MB, but contains at least one record', () => {
    const large = { bytes: 4 * MEGABYTE };
    expect(batchLength([record('1', large), record('2', large)], 100)).toBe(1);
    expect(batchLength([record('1', { bytes: 7 * MEGABYTE })], 100)).toBe(1);
  });

  it('contains records of a single shard', () => {
    expect(batchLength([record('1'), record('2', { shardId: 'child' })], 100)).toBe(1);
  });
});

describe('an inbox', () => {
  it('passes on a record that arrives during a wait', async () => {
    const inbox = new Inbox();
    const taken = inbox.take(10, 0, new AbortController().signal);
    inbox.push(record('1'));
    expect((await taken).map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1']);
    expect(inbox.size).toBe(0);
  });

  it('rejects a wait when the mapping closes', async () => {
    const closing = new AbortController();
    const taken = new Inbox().take(10, 0, closing.signal);
    closing.abort();
    await expect(taken).rejects.toThrow('closing');
  });
});
