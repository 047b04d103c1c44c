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
    queue.delete(first ?? '');
    expect(queue.counts(at(40)).inFlight).toBe(1);
    queue.delete(second ?? '');
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

  it('reports the age of its oldest message', () => {
    const queue = queueWith();
    queue.send(content('a'), at(10));
    queue.send(content('b'), at(20));
    expect(queue.counts(at(25)).oldestAgeSeconds).toBe(15);
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
