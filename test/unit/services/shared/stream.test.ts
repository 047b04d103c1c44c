import { describe, expect, it } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../../../services/shared/change.ts';
import type { Filing } from '../../../../services/shared/filing.ts';
import { streamHandler } from '../../../../services/shared/stream.ts';
import { recordingLog } from '../recording-log.ts';

const CONTEXT = {} as Context;

function record(
  sequence: number,
  correlationId: string,
  extra: Partial<DynamoDBRecord['dynamodb']> = {},
): DynamoDBRecord {
  return {
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      Keys: { correlationId: { S: correlationId } },
      NewImage: { correlationId: { S: correlationId }, state: { S: 'PENDING' } },
      ...extra,
    },
  };
}

function consumer(fails: (change: Change) => boolean, limit = 3) {
  const handled: string[] = [];
  const filings: Filing[] = [];
  const counts = new Map<string, number>();
  const { log, lines } = recordingLog();
  const handler = streamHandler({
    source: () => 'payment#prepare',
    handle: (change) => {
      handled.push(change.sequenceNumber);
      return fails(change) ? Promise.reject(new Error('boom')) : Promise.resolve();
    },
    failures: {
      limit,
      count: ({ correlationId, source }) => {
        const key = `${correlationId} ${source}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return Promise.resolve(counts.get(key) ?? 0);
      },
      file: (filing) => {
        filings.push(filing);
        return Promise.resolve();
      },
    },
    log,
  });
  return { run: (...Records: DynamoDBRecord[]) => handler({ Records }, CONTEXT), handled, filings, lines };
}

const failed = (...sequence: string[]) => ({
  batchItemFailures: sequence.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('a stream batch', () => {
  it('is done when every record is handled', async () => {
    const { run, handled } = consumer(() => false);
    expect(await run(record(1, 'a'), record(2, 'b'))).toEqual(failed());
    expect(handled).toEqual(['1', '2']);
  });

  it('reports only the failed record, and logs an error with its correlation id', async () => {
    const { run, handled, lines } = consumer(({ sequenceNumber }) => sequenceNumber === '1');
    expect(await run(record(1, 'a'), record(2, 'b'))).toEqual(failed('1'));
    expect(handled).toEqual(['1', '2']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', correlationId: 'a' }));
  });

  it('holds back later records of the same correlation id', async () => {
    const { run, handled } = consumer(({ sequenceNumber }) => sequenceNumber === '1');
    expect(await run(record(1, 'a'), record(2, 'a'), record(3, 'b'))).toEqual(failed('1', '2'));
    expect(handled).toEqual(['1', '3']);
  });

  it('moves on from a record that has failed up to the limit, and files its id', async () => {
    const { run, filings } = consumer(() => true);
    expect(await run(record(1, 'a'))).toEqual(failed('1'));
    expect(await run(record(1, 'a'))).toEqual(failed('1'));
    expect(await run(record(1, 'a'))).toEqual(failed());
    expect(filings).toEqual([{ correlationId: 'a', source: 'payment#prepare', reason: 'failed 3 times: boom' }]);
  });

  it('skips a record if and only if _repair differs between its images', async () => {
    const { run, handled } = consumer(() => false);
    const repaired = { _repair: { S: 'run#1' } };
    await run(
      record(1, 'a', { NewImage: { correlationId: { S: 'a' }, ...repaired } }),
      record(2, 'b', {
        OldImage: { correlationId: { S: 'b' }, ...repaired },
        NewImage: { correlationId: { S: 'b' }, ...repaired },
      }),
    );
    expect(handled).toEqual(['2']);
  });
});
