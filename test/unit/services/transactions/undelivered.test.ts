import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from '@jest/globals';
import { handleDeadLetter, handleNotice } from '../../../../services/transactions/undelivered.ts';
import { recordingLog } from '../recording-log.ts';

const notice = (table: string) => ({
  DDBStreamBatchInfo: {
    streamArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/2026-03-01T00:00:00.000`,
    shardId: 'shard',
    startSequenceNumber: '1',
    endSequenceNumber: '2',
  },
});

const recordOf = (correlationId: string): _Record => ({
  dynamodb: {
    SequenceNumber: '1',
    NewImage: { correlationId: { S: correlationId }, source: { S: 'payment#prepare' } },
  },
});

function queue(records: readonly _Record[], { refilesLeft = 5, whole = true } = {}) {
  const filed: string[] = [];
  const refiled: string[] = [];
  const counted: string[] = [];
  const { log, lines } = recordingLog();
  const ports = {
    fetch: () => Promise.resolve({ records, whole }),
    errorsTable: 'errors',
    copyTables: ['catalog-events'],
    file: ({ correlationId, source }: { correlationId: string; source: string }) => {
      filed.push(`${correlationId} ${source}`);
      return Promise.resolve();
    },
    refile: ({ correlationId, source }: { correlationId: string; source: string }) => {
      if (refiled.length >= refilesLeft) return Promise.resolve(false);
      refiled.push(`${correlationId} ${source}`);
      return Promise.resolve(true);
    },
    log,
    count: (name: string) => {
      counted.push(name);
    },
  };
  return { ports, filed, refiled, counted, lines };
}

describe('a message about records that a mapping gave up on', () => {
  it('files the ids of the records', async () => {
    const { ports, filed } = queue([recordOf('a'), recordOf('b')]);
    await handleNotice(notice('orders'), ports);
    expect(filed).toEqual(['a undelivered#orders', 'b undelivered#orders']);
  });

  it('files a record of the error table again under its own key', async () => {
    const { ports, filed, refiled } = queue([recordOf('a')]);
    await handleNotice(notice('errors'), ports);
    expect([filed, refiled]).toEqual([[], ['a payment#prepare']]);
  });

  it.each([
    ['the limit of filings is reached', queue([recordOf('a')], { refilesLeft: 0 }), notice('errors')],
    ['the records have expired from the stream', queue([], { whole: false }), notice('orders')],
    ['a record belongs to no saga', queue([{ dynamodb: { NewImage: { sku: { S: 'A' } } } }]), notice('prices')],
  ])('logs an error, which raises an alarm, when %s', async (_why, { ports, counted, lines }, body) => {
    await handleNotice(body, ports);
    expect(counted).toEqual(['UndeliveredLost']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('files what is left of a range that has expired in part, and reports the loss', async () => {
    const { ports, filed, counted } = queue([recordOf('b')], { whole: false });
    await handleNotice(notice('orders'), ports);
    expect(filed).toEqual(['b undelivered#orders']);
    expect(counted).toEqual(['UndeliveredLost']);
  });

  it('stays in the queue if a record could not be filed, if the range was not read, or if it names no records', async () => {
    const { ports } = queue([recordOf('a')]);
    const failing = () => Promise.reject(new Error('throttled'));
    await expect(handleNotice(notice('orders'), { ...ports, file: failing })).rejects.toThrow('throttled');
    await expect(handleNotice(notice('orders'), { ...ports, fetch: failing })).rejects.toThrow('throttled');
    await expect(handleNotice({ requestPayload: {} }, ports)).rejects.toThrow('does not match its schema');
  });

  it('reports the loss of records that only feed copies, and does not read their stream', async () => {
    const { ports, filed, counted } = queue([recordOf('a')]);
    const unread = { ...ports, fetch: () => Promise.reject(new Error('a third reader')) };
    await handleNotice(notice('catalog-events'), unread);
    expect([filed, counted]).toEqual([[], ['UndeliveredLost']]);
  });
});

describe('a message of a dead-letter queue', () => {
  const body = JSON.stringify({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: '1', Keys: { correlationId: { S: 'a' } }, NewImage: {} },
  });

  it('is filed under the queue that has it', async () => {
    const { ports, filed } = queue([]);
    await handleDeadLetter(body, 'payment-orders-dead-letters.fifo', ports);
    expect(filed).toEqual(['a undelivered#payment-orders-dead-letters.fifo']);
  });

  it('stays there if it could not be filed, or holds no record', async () => {
    const { ports } = queue([]);
    const failing = { ...ports, file: () => Promise.reject(new Error('throttled')) };
    await expect(handleDeadLetter(body, 'q', failing)).rejects.toThrow('throttled');
    await expect(handleDeadLetter('null', 'q', ports)).rejects.toThrow('it is not an object');
  });
});
