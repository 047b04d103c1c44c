import { describe, expect, it } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { dispatchHandler, MAX_BYTES, type OrderedQueue } from '../../../../services/shared/dispatch.ts';
import { chunked, type Message } from '../../../../services/shared/dispatch-order.ts';
import { recordingLog } from '../recording-log.ts';

const record = (id: string, image: Record<string, { S: string }> = {}): DynamoDBRecord => ({
  eventID: `event ${id}`,
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: id,
    Keys: { correlationId: { S: id[0] ?? '' } },
    NewImage: { correlationId: { S: id[0] ?? '' }, ...image },
  },
});

/** A queue that refuses some messages, by their ids. */
function queue(name: string, refused: readonly string[] = []) {
  const sent: string[][] = [];
  const messages: Message[] = [];
  const port: OrderedQueue = {
    name,
    send: (batch) => {
      sent.push(batch.map(({ sequenceNumber }) => sequenceNumber));
      messages.push(...batch);
      return Promise.resolve(batch.filter(({ sequenceNumber }) => refused.includes(sequenceNumber)));
    },
  };
  return { port, sent, messages };
}

async function dispatch(queues: readonly ReturnType<typeof queue>[], ...Records: DynamoDBRecord[]) {
  const filed: string[] = [];
  const { log, lines } = recordingLog();
  const handler = dispatchHandler({
    queues: queues.map(({ port }) => port),
    file: ({ correlationId }) => {
      filed.push(correlationId);
      return Promise.resolve();
    },
    log,
  });
  const { batchItemFailures } = await handler({ Records }, {} as Context);
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), filed, lines };
}

describe('the dispatcher', () => {
  it('sends each record to every queue, grouped by correlation id and with its own id', async () => {
    const queues = [queue('payment'), queue('warehouse')];
    expect((await dispatch(queues, record('a1'), record('b1'))).failed).toEqual([]);
    for (const { sent, messages } of queues) {
      expect(sent).toEqual([['a1', 'b1']]);
      expect(messages[0]).toMatchObject({ group: 'a', deduplicationId: 'event a1' });
      expect(JSON.parse(messages[0]?.body ?? '')).toEqual(record('a1'));
    }
  });

  it('sends records of one id one after another, never in one batch', async () => {
    const payment = queue('payment');
    await dispatch([payment], record('a1'), record('a2'), record('b1'), record('a3'));
    expect(payment.sent).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('sends nothing of an id after a record of it that a queue refused, and reports both', async () => {
    const [payment, warehouse] = [queue('payment', ['a1']), queue('warehouse')];
    const { failed, lines } = await dispatch([payment, warehouse], record('a1'), record('b1'), record('a2'));
    expect(payment.sent).toEqual([['a1', 'b1']]);
    expect(warehouse.sent).toEqual([['a1', 'b1'], ['a2']]);
    expect(failed).toEqual(['a1', 'a2']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', correlationId: 'a', queue: 'payment' }));
  });

  it('skips what the reconciler wrote', async () => {
    const payment = queue('payment');
    await dispatch([payment], record('a1', { _repair: { S: 'run#1' } }));
    expect(payment.sent).toEqual([]);
  });

  it('files a record that is too large for a queue, and sends the others', async () => {
    const payment = queue('payment');
    const large = record('a1', { note: { S: 'x'.repeat(MAX_BYTES) } });
    const { failed, filed } = await dispatch([payment], large, record('b1'));
    expect([failed, filed, payment.sent]).toEqual([[], ['a'], [['b1']]]);
  });
});

describe('batches', () => {
  const message = (bytes: number): Message => ({
    sequenceNumber: '',
    group: '',
    deduplicationId: '',
    body: 'x'.repeat(bytes),
  });

  it('have at most ten messages, and at most so many bytes together', () => {
    const sizes = (bytes: number, count: number) =>
      chunked(
        Array.from({ length: count }, () => message(bytes)),
        100,
      ).map(({ length }) => length);
    expect(sizes(1, 23)).toEqual([10, 10, 3]);
    expect(sizes(40, 5)).toEqual([2, 2, 1]);
    expect(sizes(100, 2)).toEqual([1, 1]);
  });
});
