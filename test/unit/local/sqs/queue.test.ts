import { describe, expect, it } from '@jest/globals';
import { md5OfAttributes } from '../../../../local/sqs/message.ts';
import { Queue, type QueueSettings } from '../../../../local/sqs/queue.ts';

const settings: QueueSettings = { visibilityTimeout: 30, delay: 0, receiveWait: 0, retention: 3600 };
const at = (seconds: number) => ({ real: seconds * 1000, virtual: seconds * 1000 });
const content = (body: string) => ({ body, attributes: {} });

function queueWith(overrides: Partial<QueueSettings> = {}) {
  let ids = 0;
  return new Queue({
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: 'http://127.0.0.1/q',
    settings: { ...settings, ...overrides },
    createdAt: 0,
    newId: () => String((ids += 1)),
  });
}

describe('a queue', () => {
  it('hides a received message until its visibility timeout has passed', () => {
    const queue = queueWith();
    queue.send(content('a'), at(0));
    expect(queue.receive(10, at(1)).messages).toHaveLength(1);
    expect(queue.receive(10, at(30)).messages).toHaveLength(0);
    expect(queue.receive(10, at(31)).messages).toMatchObject([{ body: 'a', receives: 2 }]);
  });

  it('makes a delayed message visible after its delay', () => {
    const queue = queueWith({ delay: 5 });
    queue.send(content('a'), at(0));
    expect(queue.counts(at(4))).toMatchObject({ visible: 0, inFlight: 0, delayed: 1 });
    expect(queue.nextVisibleAt(at(4))).toBe(5000);
    expect(queue.receive(1, at(5)).messages).toHaveLength(1);
  });

  it('deletes a message only by its latest receipt', () => {
    const queue = queueWith();
    queue.send(content('a'), at(0));
    const [first] = queue.receive(1, at(0)).messages.map(({ receipt }) => receipt);
    const [second] = queue.receive(1, at(40)).messages.map(({ receipt }) => receipt);
    queue.delete(first ?? '', at(40));
    expect(queue.counts(at(40)).inFlight).toBe(1);
    queue.delete(second ?? '', at(40));
    expect(queue.counts(at(40)).inFlight).toBe(0);
  });

  it('changes the visibility only of a message in flight', () => {
    const queue = queueWith();
    queue.send(content('a'), at(0));
    const receipt = queue.receive(1, at(0)).messages[0]?.receipt ?? '';
    expect(queue.changeVisibility(receipt, 0, at(1))).toBe(true);
    expect(queue.counts(at(1)).visible).toBe(1);
    expect(queue.changeVisibility(receipt, 10, at(1))).toBe(false);
  });

  it('removes a message that was received too often and returns it as dead', () => {
    const queue = queueWith({ redrive: { deadLetterQueueArn: 'dead', maxReceiveCount: 2 } });
    queue.send(content('a'), at(0));
    queue.receive(1, at(0));
    queue.receive(1, at(30));
    expect(queue.receive(1, at(60))).toMatchObject({ messages: [], dead: [{ body: 'a', receives: 2 }] });
    expect(queue.counts(at(60))).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it('drops messages that are older than its retention', () => {
    const queue = queueWith();
    queue.send(content('a'), at(0));
    expect(queue.receive(1, at(3601)).messages).toEqual([]);
  });

  it('reports the age of its oldest message in real seconds', () => {
    const queue = queueWith();
    queue.send(content('a'), { real: 10_000, virtual: 0 });
    queue.send(content('b'), { real: 20_000, virtual: 0 });
    expect(queue.counts({ real: 25_000, virtual: 300_000 }).oldestAgeSeconds).toBe(15);
  });

  it('lets the age of a message count on in a standard dead-letter queue, which keeps its id', () => {
    const [queue, dead] = [queueWith(), queueWith()];
    queue.send(content('a'), at(0));
    const [message] = queue.receive(1, at(3500)).messages;
    dead.adopt(message!, queue.arn, at(3500));
    expect(dead.counts(at(3510))).toMatchObject({ visible: 1, oldestAgeSeconds: 10 });
    expect(dead.receive(1, at(3601)).messages).toEqual([]);
  });
});

describe('a FIFO queue', () => {
  const fifo = { contentBasedDeduplication: false, deduplicationScope: 'queue', throughputLimit: 'perQueue' } as const;
  const inGroup = (groupId: string, body: string, deduplicationId = body) => ({
    ...content(body),
    groupId,
    deduplicationId,
  });
  const bodies = ({ messages }: ReturnType<Queue['receive']>) => messages.map(({ body }) => body);
  const filled = (overrides: Partial<QueueSettings> = {}) => {
    const queue = queueWith({ fifo, ...overrides });
    for (const [group, body] of [
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
    ] as const) {
      queue.send(inGroup(group, body), at(0));
    }
    return queue;
  };

  it('returns messages of one group in order, and several of it in one receive', () => {
    expect(bodies(filled().receive(10, at(1)))).toEqual(['a1', 'b1', 'a2']);
  });

  it('returns none of a group while a message of it is in flight, and others meanwhile', () => {
    const queue = filled();
    expect(bodies(queue.receive(1, at(1)))).toEqual(['a1']);
    expect(bodies(queue.receive(10, at(2)))).toEqual(['b1']);
    expect(bodies(queue.receive(10, at(3)))).toEqual([]);
  });

  it('continues with a group when the message in flight is deleted or visible again', () => {
    const queue = filled();
    const receipt = queue.receive(1, at(1)).messages[0]?.receipt ?? '';
    expect(queue.delete(receipt, at(2))).toBe(true);
    expect(bodies(queue.receive(1, at(2)))).toEqual(['b1']);
    expect(bodies(queue.receive(1, at(2)))).toEqual(['a2']);
    expect(bodies(queue.receive(10, at(40)))).toEqual(['b1', 'a2']);
  });

  it('blocks a group until every message of it that was received is visible again', () => {
    const queue = filled();
    const [first] = queue.receive(10, at(1)).messages;
    queue.changeVisibility(first?.receipt ?? '', 0, at(2));
    expect(bodies(queue.receive(10, at(3)))).toEqual([]);
    expect(bodies(queue.receive(10, at(31)))).toEqual(['a1', 'b1', 'a2']);
  });

  it('refuses to delete by a receipt whose visibility timeout has passed', () => {
    const queue = filled();
    const receipt = queue.receive(1, at(1)).messages[0]?.receipt ?? '';
    expect(queue.delete(receipt, at(31))).toBe(false);
    expect(queue.counts(at(31)).visible).toBe(3);
  });

  it('drops a message with an id that it accepted within five minutes, even after that was deleted', () => {
    const queue = queueWith({ fifo });
    const first = queue.send(inGroup('a', 'one', 'id'), at(0));
    queue.delete(queue.receive(1, at(1)).messages[0]?.receipt ?? '', at(1));
    expect(queue.send(inGroup('b', 'two', 'id'), at(299))).toMatchObject({
      id: first.id,
      sequenceNumber: first.sequenceNumber,
    });
    expect(queue.counts(at(299)).visible).toBe(0);
    queue.send(inGroup('b', 'three', 'id'), at(300));
    expect(bodies(queue.receive(1, at(301)))).toEqual(['three']);
  });

  it('compares ids within a group if that is their scope', () => {
    const queue = queueWith({ fifo: { ...fifo, deduplicationScope: 'messageGroup' } });
    queue.send(inGroup('a', 'one', 'id'), at(0));
    queue.send(inGroup('b', 'two', 'id'), at(0));
    queue.send(inGroup('b', 'three', 'id'), at(0));
    expect(bodies(queue.receive(10, at(1)))).toEqual(['one', 'two']);
  });

  it('derives the id from the body if asked to', () => {
    const queue = queueWith({ fifo: { ...fifo, contentBasedDeduplication: true } });
    for (const body of ['same', 'same', 'other']) queue.send({ ...content(body), groupId: 'a' }, at(0));
    expect(bodies(queue.receive(10, at(1)))).toEqual(['same', 'other']);
  });

  it('numbers messages in the order in which it accepted them', () => {
    const numbers = filled()
      .receive(10, at(1))
      .messages.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    expect(numbers[0]).toMatch(/^\d{20}$/);
  });

  it('gives up the first message of a group, and continues with the next', () => {
    const queue = filled({ redrive: { deadLetterQueueArn: 'dead.fifo', maxReceiveCount: 1 } });
    queue.receive(1, at(0));
    const { messages, dead } = queue.receive(10, at(30));
    expect(dead.map(({ body }) => body)).toEqual(['a1']);
    expect(messages.map(({ body }) => body)).toEqual(['b1', 'a2']);
  });

  it('retains a message anew in a FIFO dead-letter queue, in its group', () => {
    const [queue, dead] = [filled(), queueWith({ fifo })];
    const [message] = queue.receive(1, at(3500)).messages;
    dead.adopt(message!, queue.arn, at(3500));
    expect(dead.receive(1, at(7000)).messages).toMatchObject([
      { id: message!.id, groupId: 'a', receives: 1, deadLetterSource: queue.arn },
    ]);
  });

  it('takes 300 calls of an action in a second, and any number with high throughput', () => {
    const calls = (throughputLimit: 'perQueue' | 'perMessageGroupId') => {
      const { fifo: limits } = queueWith({ fifo: { ...fifo, throughputLimit } });
      return Array.from({ length: 301 }, () => limits!.admits('SendMessage', 1000)).filter(Boolean).length;
    };
    expect([calls('perQueue'), calls('perMessageGroupId')]).toEqual([300, 301]);
  });
});

describe('attribute digests', () => {
  it('match those that clients compute', () => {
    const attributes = { a: { DataType: 'String', StringValue: 'b' } };
    expect(md5OfAttributes(attributes)).toBe('bef8bf215374a0a228d67533b1a488be');
  });

  it('do not depend on the order of names', () => {
    const one = { DataType: 'String', StringValue: '1' };
    const two = { DataType: 'Binary', BinaryValue: 'Mg==' };
    expect(md5OfAttributes({ one, two })).toBe(md5OfAttributes({ two, one }));
  });
});
