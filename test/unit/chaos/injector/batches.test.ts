import { describe, expect, it } from '@jest/globals';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { wrapHandler } from '../../../../chaos/injector/handler.ts';
import type { ChaosOptions } from '../../../../chaos/injector/index.ts';
import { armed, injector, NOW, type Scene } from './scene.ts';

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
function consuming(scene: Scene, options: ChaosOptions<DynamoDBStreamEvent> = orders, failing: readonly string[] = []) {
  const batches: string[][] = [];
  const handler = wrapHandler(
    ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
      const ids = Records.map(({ dynamodb }) => dynamodb?.NewImage?.['id']?.S ?? '');
      batches.push(ids);
      return Promise.resolve(failuresOf(...ids.filter((id) => failing.includes(id))));
    },
    options,
    stepFaults,
    scene,
  );
  return { batches, consume: (...ids: string[]) => handler(stream(...ids)) };
}

const L = [0, 1, 2, 3, 4].map((iteration) => `r1-load-${iteration}`) as [string, string, string, string, string];

describe('a batch', () => {
  it('that no fault hits reaches the handler as it came', async () => {
    const scene = injector([armed({ ...some, iterations: [99], parameters: { ...at, point: 'before-commit' } })]);
    const { batches, consume } = consuming(scene);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([L]);
  });

  it('is handed over in its order, each record that is hit for itself', async () => {
    const scene = injector([armed({ ...some, fault: 'duplicate-delivery', parameters: at })]);
    const { batches, consume } = consuming(scene);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([[L[0]], [L[1]], [L[1]], [L[2]], [L[3]], [L[3]], [L[4]]]);
    expect(scene.lines.map(({ correlationId }) => correlationId)).toEqual([L[1], L[3]]);
  });

  it('loses a record, and is told to be handled', async () => {
    const scene = injector([armed({ ...some, fault: 'lost-event', parameters: at })]);
    const { batches, consume } = consuming(scene);
    await expect(consume(...L)).resolves.toEqual(failuresOf());
    expect(batches).toEqual([[L[0]], [L[2]], [L[4]]]);
  });

  it('fails whole when a record is poison, as it does in a crash', async () => {
    const scene = injector([armed({ ...some, fault: 'poison-record', parameters: at })]);
    const { batches, consume } = consuming(scene);
    await expect(consume(...L)).rejects.toThrow('Injected poison record in stock handle');
    expect(batches).toEqual([[L[0]]]);
  });

  it('has a record fail alone once its handler has named failed records, and hands over none after it', async () => {
    const scene = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { batches, consume } = consuming(scene);
    await expect(consume(...L)).resolves.toEqual(failuresOf(L[1], L[2], L[3], L[4]));
    expect(batches).toEqual([[L[0]]]);
    expect(scene.errors).toEqual([expect.objectContaining({ name: 'InjectedError' })]);
    expect(scene.lines).toHaveLength(1);
  });

  it('has a record fail alone where the options say that this is heeded, before the handler ever answered', async () => {
    const scene = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { consume } = consuming(scene, { ...orders, partialResponses: true });
    await expect(consume(L[1], L[2])).resolves.toEqual(failuresOf(L[1], L[2]));
  });

  it.each([
    ['nothing is known of partial responses', orders],
    ['they are not heeded', { ...orders, partialResponses: false }],
  ])('fails whole for a record where %s', async (_why, options) => {
    const scene = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    await expect(consuming(scene, options).consume(L[1], L[2])).rejects.toThrow('Injected exception');
  });

  it('keeps the failures that the handler itself has named in a part', async () => {
    const scene = injector([armed({ ...some, fault: 'delayed-delivery', parameters: { ...at, ms: 40 } })]);
    const { batches, consume } = consuming(scene, orders, [L[2]]);
    await expect(consume(...L)).resolves.toEqual(failuresOf(L[2], L[3], L[4]));
    expect(batches).toEqual([[L[0]], [L[1]], [L[2]]]);
    expect(scene.slept).toEqual([40]);
  });

  it('spares the records that come up after the fault was disarmed, or its lease has ended', async () => {
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
      const scene = injector(faults, { now: () => now, sleep });
      await consuming(scene).consume(...L);
      expect(scene.lines.map(({ correlationId }) => correlationId)).toEqual([L[1]]);
    }
  });

  it('fails whole when the handler throws, whoever was hit', async () => {
    const scene = injector([armed({ ...some, fault: 'duplicate-delivery', parameters: at })]);
    const broken = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
      Promise.reject(new Error(`no store for ${event.Records.length}`));
    const handler = wrapHandler(broken, { ...orders, partialResponses: true }, stepFaults, scene);
    await expect(handler(stream(...L))).rejects.toThrow('no store for 1');
  });
});

describe('a batch of a queue', () => {
  const message = (id: string, queue: string) =>
    ({
      messageId: `at ${id}`,
      body: id,
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:x:1:${queue}`,
    }) as SQSRecord;

  function receiving(scene: Scene) {
    const bodies: string[] = [];
    const handler = wrapHandler(
      ({ Records }: SQSEvent) => {
        bodies.push(...Records.map(({ body }) => body));
        return Promise.resolve({ batchItemFailures: [] });
      },
      { service: 'stock', correlationId: ({ body }) => body, partialResponses: true },
      stepFaults,
      scene,
    );
    return { bodies, receive: (queue: string) => handler({ Records: L.map((id) => message(id, queue)) }) };
  }

  it('goes on after a message that failed, since messages have no order', async () => {
    const scene = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { bodies, receive } = receiving(scene);
    await expect(receive('orders')).resolves.toEqual(failuresOf(L[1], L[3]));
    expect(bodies).toEqual([L[0], L[2], L[4]]);
  });

  it('stops at it where the queue is FIFO, and names all that come after', async () => {
    const scene = injector([armed({ ...some, parameters: { ...at, point: 'before-commit' } })]);
    const { bodies, receive } = receiving(scene);
    await expect(receive('orders.fifo')).resolves.toEqual(failuresOf(L[1], L[2], L[3], L[4]));
    expect(bodies).toEqual([L[0]]);
  });
});
