import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from '@jest/globals';
import { fetchRange } from '../../../../services/transactions/stream-range.ts';

const range = { streamArn: 'arn:stream', shardId: 'shard-1', startSequenceNumber: '100', endSequenceNumber: '300' };

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly ShardIteratorType?: string; readonly ShardIterator?: string };
}

interface Shard {
  /** Sequence numbers of each page; the last page of a closed shard has no next iterator. */
  readonly pages: readonly (readonly number[])[];
  readonly closed?: boolean;
  /** Whether the start of the range is beyond the trim horizon. */
  readonly trimmed?: boolean;
  readonly missing?: boolean;
}

const named = (name: string) => Object.assign(new Error(name), { name });

function shard({ pages, closed = false, trimmed = false, missing = false }: Shard) {
  const waits: number[] = [];
  const types: string[] = [];
  let elapsed = 0;
  const send = ({ constructor: { name }, input }: Command) => {
    if (missing) return Promise.reject(named('ResourceNotFoundException'));
    if (name === 'GetShardIteratorCommand') {
      types.push(input.ShardIteratorType ?? '');
      return trimmed && input.ShardIteratorType === 'AT_SEQUENCE_NUMBER'
        ? Promise.reject(named('TrimmedDataAccessException'))
        : Promise.resolve({ ShardIterator: '0' });
    }
    const at = Number(input.ShardIterator);
    const numbers = pages[at] ?? [];
    const Records = numbers.map((number) => ({ dynamodb: { SequenceNumber: String(number) } }));
    const isLast = closed && at >= pages.length - 1;
    return Promise.resolve({ Records, ...(!isLast && { NextShardIterator: String(at + 1) }) });
  };
  const pace = {
    now: () => elapsed,
    sleep: (ms: number) => {
      waits.push(ms);
      elapsed += ms;
      return Promise.resolve();
    },
  };
  const fetch = async () => {
    const { records, whole } = await fetchRange({ send } as unknown as DynamoDBStreamsClient, range, pace);
    return { numbers: records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber)), whole };
  };
  return { fetch, waits, types };
}

describe('the records of a range', () => {
  it('are read page by page up to its end, and no further', async () => {
    const { fetch } = shard({ pages: [[100, 150], [200], [300, 400], [500]] });
    expect(await fetch()).toEqual({ numbers: [100, 150, 200, 300], whole: true });
  });

  it('are followed through empty pages, without haste', async () => {
    const { fetch, waits } = shard({ pages: [[], [], [100], [], [300]] });
    expect(await fetch()).toEqual({ numbers: [100, 300], whole: true });
    expect(waits).toEqual([500, 500, 500]);
  });

  it('are not taken for gone if the shard does not get to the end in time', async () => {
    const { fetch } = shard({ pages: [[100]] });
    await expect(fetch()).rejects.toThrow(/shard-1 was not read up to 300 in time/);
  });

  it('are all that a closed shard holds', async () => {
    expect(await shard({ pages: [[100, 200]], closed: true }).fetch()).toEqual({ numbers: [100, 200], whole: true });
  });

  it('are those after the trim horizon, if the beginning of the range has expired', async () => {
    const { fetch, types } = shard({ pages: [[200, 300], [400]], trimmed: true });
    expect(await fetch()).toEqual({ numbers: [200, 300], whole: false });
    expect(types).toEqual(['AT_SEQUENCE_NUMBER', 'TRIM_HORIZON']);
  });

  it('are gone if the whole range has expired, or the stream does not exist any more', async () => {
    expect(await shard({ pages: [[400]], trimmed: true }).fetch()).toEqual({ numbers: [], whole: false });
    expect(await shard({ pages: [], missing: true }).fetch()).toEqual({ numbers: [], whole: false });
  });
});
