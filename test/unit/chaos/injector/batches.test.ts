import { describe, expect, it } from '@jest/globals';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { wrapHandler } from '../../../../chaos/injector/handler.ts';
import type { ChaosOptions } from '../../../../chaos/injector/index.ts';
import { armed, injector, NOW, type FakePorts } from './fake-ports.ts';

const at = { service: 'stock', step: 'handle' };
const orders: ChaosOptions<DynamoDBStreamEvent> = {
  service: 'stock',
  correlationId: ({ dynamodb }) => dynamodb?.NewImage?.['id']?.S,
};

const record = (id: string): DynamoDBRecord => ({
  eventSource: 'aws:dynamodb',
  dynamodb: { SequenceNumber: `at ${id}`, NewImage: { id: { S: id } } },
});
const stream = (...ids: string[]): DynamoDBStreamEvent => ({ Records: ids.map(record) });
const failuresOf = (...ids: string[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: `at ${id}` })) });

/** Iterations 1 and 3 of the load, and no others. */
const some = { faultId: 'some', iterations: [1, 3] };

/** A consumer of a stream that names the records it failed on. */
function consuming(
  ports: FakePorts,
  options: ChaosOptions<DynamoDBStreamEvent> = orders,
  failing: readonly string[] = [],
) {
  const batches: string[][] = [];
  const handler = wrapHandler(
    ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
      const ids = Records.map(({ dynamodb }) => dynamodb?.NewImage?.['id']?.S ?? '');
      batches.push(ids);
      return Promise.resolve(failuresOf(...ids.filter((id) => failing.includes(id))));
    },
    options,
    stepFaults,
    ports,
  );
  return { batches, consume: (...ids: string[]) => handler(stream(...ids)) };
}

const L = [0, 1, 2, 3, 4].map((iteration) => `r1-load-${iteration}`) as [string, string, string, string, string];

describe('a batch', () => {
  it('that no fault hits reaches the handler unchanged', async () => {
    const ports = injector([armed({ ...some, iterations: [99], parameters: { ...at, point: 'before-commit' } })]);
    const { batches, consume } = consuming(ports);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([L]);
  });

  it('is passed on in its order, each record that is hit alone', async () => {
    const ports = injector([armed({ ...some, fault: 'duplicate-delivery', parameters: at })]);
    const { batches, consume } = consuming(ports);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([[L[0]], [L[1]], [L[1]], [L[2]], [L[3]], [L[3]], [L[4]]]);
    expect(ports.lines.map(({ correlationId }) => correlationId)).toEqual([L[1], L[3]]);
  });

  it('loses a record, and is still answered as handled', async () => {
    const ports = injector([armed({ ...some, fault: 'lost-event', parameters: at })]);
    const { batches, consume } = consuming(ports);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([[L[0]], [L[2]], [L[4]]]);
  });

  it('fails whole when a record is poison, as it does in a crash', async () => {
    const ports = injector([armed({ ...some, fault: 'poison-record', parameters: at })]);
    const { batches, consume } = consuming(ports);
    await expect(consume(...L)).rejects.toThrow('injected poison record in stock handle');
    expect(batches).toEqual([[L[0]]]);
  });

  it('lets a record fail alone once its handler has named failed records, and passes on none after it', async () => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { batches, consume } = consuming(ports);
    await expect(consume(...L)).resolves.toEqual(failuresOf(L[1], L[2], L[3], L[4]));
    expect(batches).toEqual([[L[0]]]);
    expect(ports.errors).toEqual([expect.objectContaining({ name: 'InjectedError' })]);
    expect(ports.lines).toHaveLength(1);
  });

  it('lets a record fail alone where the options allow it, before the handler has ever answered', async () => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { consume } = consuming(ports, { ...orders, partialResponses: true });
    await expect(consume(L[1], L[2])).resolves.toEqual(failuresOf(L[1], L[2]));
  });

  it.each([
    ['nothing is known of partial responses', orders],
    ['they are not heeded', { ...orders, partialResponses: false }],
  ])('fails whole for a record where %s', async (_why, options) => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    await expect(consuming(ports, options).consume(L[1], L[2])).rejects.toThrow('injected exception');
  });

  it('keeps the failures that the handler itself has named in a part', async () => {
    const ports = injector([armed({ ...some, fault: 'delayed-delivery', parameters: { ...at, ms: 40 } })]);
    const { batches, consume } = consuming(ports, orders, [L[2]]);
    await expect(consume(...L)).resolves.toEqual(failuresOf(L[2], L[3], L[4]));
    expect(batches).toEqual([[L[0]], [L[1]], [L[2]]]);
    expect(ports.slept).toEqual([40]);
  });

  it('spares the records that are served after the fault was disarmed or its lease has ended', async () => {
    const fault = armed({ ...some, fault: 'delayed-delivery', parameters: { ...at, ms: 40 } });
    const faults = [fault];
    let now = NOW;
    const ends: readonly (() => void)[] = [
      () => faults.pop(),
      () => {
        now = Date.parse(fault.until);
      },
    ];
    for (const end of ends) {
      [faults[0], now] = [fault, NOW];
      const sleep = () => {
        end();
        return Promise.resolve();
      };
      const ports = injector(faults, { now: () => now, sleep });
      await consuming(ports).consume(...L);
      expect(ports.lines.map(({ correlationId }) => correlationId)).toEqual([L[1]]);
    }
  });

  it('fails whole when the handler throws, whichever record was hit', async () => {
    const ports = injector([armed({ ...some, fault: 'duplicate-delivery', parameters: at })]);
    const broken = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
      Promise.reject(new Error(`no store for ${event.Records.length}`));
    const handler = wrapHandler(broken, { ...orders, partialResponses: true }, stepFaults, ports);
    await expect(handler(stream(...L))).rejects.toThrow('no store for 1');
  });
});

describe('a batch of a queue', () => {
  const message = (id: string, queue: string, group: string) =>
    ({
      messageId: `at ${id}`,
      body: id,
      attributes: { MessageGroupId: group },
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:x:1:${queue}`,
    }) as unknown as SQSRecord;

  function receiving(ports: FakePorts) {
    const bodies: string[] = [];
    const handler = wrapHandler(
      ({ Records }: SQSEvent) => {
        bodies.push(...Records.map(({ body }) => body));
        return Promise.resolve({ batchItemFailures: [] });
      },
      { service: 'stock', correlationId: ({ body }) => body, partialResponses: true },
      stepFaults,
      ports,
    );
    const receive = (queue: string, groupOf = (id: string) => id) =>
      handler({ Records: L.map((id) => message(id, queue, groupOf(id))) });
    return { bodies, receive };
  }

  it('continues after a failed message, since messages have no order', async () => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { bodies, receive } = receiving(ports);
    await expect(receive('orders')).resolves.toEqual(failuresOf(L[1], L[3]));
    expect(bodies).toEqual([L[0], L[2], L[4]]);
  });

  it('stops at a failed message where the queue is FIFO, and names all messages of its group after it', async () => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { bodies, receive } = receiving(ports);
    await expect(receive('orders.fifo', () => 'one')).resolves.toEqual(failuresOf(L[1], L[2], L[3], L[4]));
    expect(bodies).toEqual([L[0]]);
  });

  it('passes on the other groups of a FIFO queue first, so that no fault reaches them', async () => {
    const ports = injector([armed({ ...some, iterations: [1], fault: 'poison-record', parameters: at })]);
    const { bodies, receive } = receiving(ports);
    const groups = (id: string) => (id === L[1] || id === L[3] ? 'hit' : id);
    await expect(receive('orders.fifo', groups)).rejects.toThrow('injected poison record');
    expect(bodies).toEqual([L[0], L[2], L[4]]);
  });

  it('continues with the other groups of a FIFO queue after a failure', async () => {
    const ports = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { bodies, receive } = receiving(ports);
    const groups = (id: string) => (id === L[1] || id === L[2] ? 'one' : id);
    await expect(receive('orders.fifo', groups)).resolves.toEqual(failuresOf(L[1], L[3], L[2]));
    expect(bodies).toEqual([L[0], L[4]]);
  });
});
