import { describe, expect, it } from '@jest/globals';
import { type JsonClient, ServiceError } from '../../../../local/core/json-client.ts';
import { readShard } from '../../../../local/event-source/shard-reader.ts';

const record = (SequenceNumber: string) => ({
  eventName: 'INSERT',
  dynamodb: { Keys: { id: { S: 'a' } }, SequenceNumber },
});

/** A client that answers GetRecords from a script, and records which iterators were requested. */
function scripted(script: readonly (object | Error)[]): { readonly client: JsonClient; readonly asked: string[] } {
  const asked: string[] = [];
  let turn = 0;
  const client: JsonClient = {
    call(target, body) {
      if (target.endsWith('GetShardIterator')) {
        const { ShardIteratorType, SequenceNumber } = body as { ShardIteratorType: string; SequenceNumber?: string };
        asked.push(SequenceNumber === undefined ? ShardIteratorType : `${ShardIteratorType} ${SequenceNumber}`);
        return Promise.resolve({ ShardIterator: 'i' });
      }
      const answer = script[turn];
      turn += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    close: () => undefined,
  };
  return { client, asked };
}

async function readAll(client: JsonClient): Promise<string[]> {
  const { signal } = new AbortController();
  const log = (): void => undefined;
  const read: string[] = [];
  const source = { client, streamArn: 's', shardId: 'x', start: 'LATEST' as const, signal, log };
  for await (const page of readShard(source)) read.push(...page.map(({ dynamodb }) => dynamodb.SequenceNumber));
  return read;
}

describe('reading a shard', () => {
  it('ends at the end of a closed shard', async () => {
    const { client } = scripted([{ Records: [record('1')], NextShardIterator: 'n' }, { Records: [record('2')] }]);
    expect(await readAll(client)).toEqual(['1', '2']);
  });

  it('continues after the last record when its iterator expires', async () => {
    const { client, asked } = scripted([
      { Records: [record('7')], NextShardIterator: 'n' },
      new ServiceError('ExpiredIteratorException', 'too late'),
      { Records: [record('8')] },
    ]);
    expect(await readAll(client)).toEqual(['7', '8']);
    expect(asked).toEqual(['LATEST', 'AFTER_SEQUENCE_NUMBER 7']);
  });

  it('starts over when its position is trimmed, and returns no record twice', async () => {
    const { client, asked } = scripted([
      new ServiceError('TrimmedDataAccessException', 'was empty'),
      { Records: [record('9')], NextShardIterator: 'n' },
      new ServiceError('TrimmedDataAccessException', 'again'),
      { Records: [record('9'), record('10')] },
    ]);
    expect(await readAll(client)).toEqual(['9', '10']);
    expect(asked).toEqual(['LATEST', 'TRIM_HORIZON', 'TRIM_HORIZON']);
  });
});
