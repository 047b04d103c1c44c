import { describe, expect, it } from '@jest/globals';
import type { Context, SQSRecord } from 'aws-lambda';
import type { Change } from '../../../../services/shared/change.ts';
import { queueHandler } from '../../../../services/shared/queue.ts';
import { recordingLog } from '../recording-log.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 9_500 } as Context;

/** A message whose id and record have the same name; its group is the first letter. */
const message = (id: string, receives = 1, body?: string): SQSRecord =>
  ({
    messageId: id,
    body:
      body ??
      JSON.stringify({
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: id,
          Keys: { correlationId: { S: id[0] } },
          NewImage: { correlationId: { S: id[0] } },
        },
      }),
    attributes: { MessageGroupId: id[0], ApproximateReceiveCount: String(receives) },
  }) as SQSRecord;

function consumer(fails: (change: Change) => boolean = () => false, limit = 3) {
  const handled: string[] = [];
  const calls: string[] = [];
  const counts = new Map<string, number>();
  const filed: string[] = [];
  const { log, lines } = recordingLog();
  const ids = (messages: readonly SQSRecord[]) => messages.map(({ messageId }) => messageId).join(' ');
  const handler = queueHandler({
    source: () => 'payment#prepare',
    handle: (change) => {
      handled.push(change.sequenceNumber);
      return fails(change) ? Promise.reject(new Error('boom')) : Promise.resolve();
    },
    failures: {
      limit,
      count: ({ correlationId }) => {
        counts.set(correlationId, (counts.get(correlationId) ?? 0) + 1);
        return Promise.resolve(counts.get(correlationId) ?? 0);
      },
      file: ({ correlationId }) => {
        filed.push(correlationId);
        return Promise.resolve();
      },
    },
    log,
    queue: {
      delete: (messages) => {
        if (messages.length > 0) calls.push(`delete ${ids(messages)}`);
        return Promise.resolve();
      },
      hide: (messages, seconds) => {
        if (messages.length > 0) calls.push(`hide ${ids(messages)} for ${seconds}`);
        return Promise.resolve();
      },
    },
  });
  const run = async (...Records: SQSRecord[]) => {
    const { batchItemFailures } = await handler({ Records }, CONTEXT);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { run, handled, calls, filed, lines };
}

const only =
  (...ids: string[]) =>
  ({ sequenceNumber }: Change) =>
    ids.includes(sequenceNumber);

describe('a batch of a FIFO queue', () => {
  it('is done when every message is handled, without further calls of the queue', async () => {
    const { run, handled, calls } = consumer();
    expect(await run(message('a1'), message('b1'), message('a2'))).toEqual([]);
    expect(handled.toSorted()).toEqual(['a1', 'a2', 'b1']);
    expect(handled.indexOf('a1')).toBeLessThan(handled.indexOf('a2'));
    expect(calls).toEqual([]);
  });

  it('stops a group at its first failure, returns the rest of it, and handles the other groups', async () => {
    const { run, handled } = consumer(only('a2'));
    expect(await run(message('a1'), message('a2'), message('b1'), message('a3'))).toEqual(['a2', 'a3']);
    expect(handled.toSorted()).toEqual(['a1', 'a2', 'b1']);
  });

  it.each([
    [1, 1],
    [2, 2],
    [5, 16],
    [9, 30],
  ])('lets a group that failed at delivery %i come again after %i s, all of it at once', async (receives, seconds) => {
    const { run, calls } = consumer(only('a1'));
    await run(message('a1', receives), message('a2'));
    expect(calls.at(-1)).toBe(`hide a1 a2 for ${seconds}`);
  });

  it('moves on from a message that has failed up to the limit, and files its id', async () => {
    const { run, filed } = consumer(() => true, 1);
    expect(await run(message('a1'))).toEqual([]);
    expect(filed).toEqual(['a']);
  });

  it('returns a message that holds no record, and logs an error', async () => {
    const { run, lines } = consumer();
    expect(await run(message('a1', 1, 'no JSON'))).toEqual(['a1']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', messageId: 'a1' }));
  });
});

describe('groups that keep coming back', () => {
  it('are halved after the others are deleted, and are hidden until the invocation is certainly over', async () => {
    const { run, handled, calls } = consumer();
    const failed = await run(message('a1', 3), message('b1'), message('c1', 3), message('d1', 3), message('e1', 2));
    expect(failed).toEqual(['d1']);
    expect(handled.slice(0, 2).toSorted()).toEqual(['b1', 'e1']);
    expect(handled.slice(2).toSorted()).toEqual(['a1', 'c1']);
    expect(calls).toEqual(['delete b1 e1', 'hide a1 c1 for 12', 'hide d1 for 1']);
  });

  it('are not deleted when they failed', async () => {
    const { run, calls } = consumer(only('b1'));
    expect(await run(message('a1', 3), message('b1'), message('c1'))).toEqual(['b1']);
    expect(calls).toEqual(['delete c1', 'hide a1 for 12', 'hide b1 for 1']);
  });

  it('begin with those that have come most often', async () => {
    const { run, handled } = consumer();
    expect(await run(message('a1', 3), message('b1', 5), message('c1', 4), message('d1', 3))).toEqual(['a1', 'd1']);
    expect(handled.toSorted()).toEqual(['b1', 'c1']);
  });

  it.each(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])(
    'are all handled by their sixth delivery, but for the one of eight that crashes the function: %s',
    async (poison) => {
      const groups = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const receives = new Map(groups.map((group) => [group, 2]));
      const done = new Set<string>();
      const batches = [groups];
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        for (const group of batch) receives.set(group, (receives.get(group) ?? 0) + 1);
        const { run } = consumer();
        const back = await run(...batch.map((group) => message(`${group}1`, receives.get(group))));
        const handedBack = batch.filter((group) => back.includes(`${group}1`));
        const tried = batch.filter((group) => !handedBack.includes(group));
        // A crash loses the answer, and everything that was tried comes again together.
        if (!tried.includes(poison)) for (const group of tried) done.add(group);
        else if (tried.length > 1) batches.push(tried);
        if (handedBack.length > 0) batches.push(handedBack);
      }
      expect([...done].toSorted()).toEqual(groups.filter((group) => group !== poison));
      expect(Math.max(...receives.values())).toBeLessThanOrEqual(6);
    },
  );
});
