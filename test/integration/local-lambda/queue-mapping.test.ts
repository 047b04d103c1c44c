import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AwsService, InvokeResult, QueueSink } from '../../../local/core/index.ts';
import { createEventSources, type EventSources } from '../../../local/event-source/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { executionRole, makeSite, provision, type TestSite } from './site.ts';
import { localAccess } from '../../local-site.ts';

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
}

const ARN = 'arn:aws:sqs:us-east-1:000000000000:letters';
const SUCCESS: InvokeResult = { status: 200, payload: '{}' };

describe('a queue delivered to a function', () => {
  let test: TestSite;
  let sqs: AwsService & { readonly sink: QueueSink };
  let sources: EventSources;
  let answer: (messages: readonly Message[]) => InvokeResult;
  /** What an invocation waits for. */
  let slow: (messages: readonly Message[]) => Promise<void>;
  let batches: (readonly Message[])[];

  beforeEach(async () => {
    test = await makeSite({ speed: 20, startAt: new Date('2031-05-05T10:00:00Z') });
    batches = [];
    slow = () => Promise.resolve();
    sqs = createSqs(test.site, test.metrics);
    test.server.mount(sqs);
    sources = createEventSources(test.site, {
      metrics: test.metrics,
      queues: sqs.sink,
      dynamodb: { engineEndpoint: 'http://127.0.0.1:9' },
      executionRole,
      invoker: {
        async invoke({ payload }) {
          const { Records } = JSON.parse(payload) as { Records: readonly Message[] };
          batches.push(Records);
          await slow(Records);
          return answer(Records);
        },
      },
    });
    const context = await test.asset('letters', '');
    await provision(sqs.resourceTypes, 'AWS::SQS::Queue', { QueueName: 'letters', VisibilityTimeout: 1 }, context);
  });
  afterEach(async () => {
    await sources.close();
    await sqs.close();
    await test.remove();
  });

  const map = async (more: object = {}): Promise<void> => {
    const properties = {
      EventSourceArn: ARN,
      FunctionName: 'reader',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    };
    const context = await test.asset('mapping', '');
    await provision(sources.resourceTypes, 'AWS::Lambda::EventSourceMapping', { ...properties, ...more }, context);
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 500 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(condition()).toBe(true);
  };

  it('deletes messages that succeeded, and receives those reported as failed again', async () => {
    answer = (messages) => {
      const failed = messages.filter(
        ({ body, attributes }) => body === 'late' && attributes.ApproximateReceiveCount === '1',
      );
      const batchItemFailures = failed.map(({ messageId }) => ({ itemIdentifier: messageId }));
      return { status: 200, payload: JSON.stringify({ batchItemFailures }) };
    };
    await sqs.sink.send(localAccess.administrator, ARN, 'prompt');
    await sqs.sink.send(localAccess.administrator, ARN, 'late');
    await map();
    await until(() => batches.flat().length === 3);
    const bodies = batches.flat().map(({ body }) => body);
    expect(bodies.filter((body) => body === 'late')).toHaveLength(2);
    expect(batches[0]?.[0]).toMatchObject({ eventSource: 'aws:sqs', eventSourceARN: ARN, awsRegion: 'us-east-1' });
  });

  it('receives the whole batch again when the function fails', async () => {
    answer = () => (batches.length === 1 ? { status: 200, payload: '{}', functionError: 'Unhandled' } : SUCCESS);
    await sqs.sink.send(localAccess.administrator, ARN, 'letter');
    await map();
    await until(() => batches.length === 2);
    expect(batches[1]?.[0]).toMatchObject({ body: 'letter', attributes: { ApproximateReceiveCount: '2' } });
  });

  it('deletes messages that its filters exclude', async () => {
    answer = () => SUCCESS;
    await sqs.sink.send(localAccess.administrator, ARN, '{"kind":"noise"}');
    await sqs.sink.send(localAccess.administrator, ARN, '{"kind":"signal"}');
    await map({ FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["signal"]}}' }] } });
    await until(() => batches.length === 1);
    expect(batches.flat().map(({ body }) => body)).toEqual(['{"kind":"signal"}']);
  });

  describe('that is FIFO', () => {
    const FIFO = `${ARN}.fifo`;
    let url: string;

    beforeEach(async () => {
      const properties = { QueueName: 'letters.fifo', FifoQueue: true, VisibilityTimeout: 1 };
      const context = await test.asset('letters', '');
      url = await provision(sqs.resourceTypes, 'AWS::SQS::Queue', properties, context);
    });

    const send = async (...bodies: readonly string[]): Promise<void> => {
      const client = new SQSClient({
        endpoint: `${test.server.baseUrl}/sqs`,
        region: 'us-east-1',
        credentials: localCredentials,
      });
      const Entries = bodies.map((body, at) => ({
        Id: String(at),
        MessageBody: body,
        MessageGroupId: body[0],
        MessageDeduplicationId: body,
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      client.destroy();
    };
    const bodiesOf = (group: string) =>
      batches
        .flat()
        .map(({ body }) => body)
        .filter((body) => body.startsWith(group));

    it('delivers each group in order, again from the failed message on if the function returns the rest of it', async () => {
      let failures = 0;
      answer = (messages) => {
        const at = messages.findIndex(({ body }) => body === 'a2');
        if (at === -1 || failures > 0) return SUCCESS;
        failures += 1;
        const rest = messages.slice(at).filter(({ body }) => body.startsWith('a'));
        return {
          status: 200,
          payload: JSON.stringify({ batchItemFailures: rest.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
        };
      };
      await send('a1', 'a2', 'b1', 'a3');
      await map({ EventSourceArn: FIFO });
      await until(() => batches.flat().length === 6);
      expect(bodiesOf('a')).toEqual(['a1', 'a2', 'a3', 'a2', 'a3']);
      expect(bodiesOf('b')).toEqual(['b1']);
    });

    it('has one batch of a group in flight, and batches of other groups beside it', async () => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      answer = () => SUCCESS;
      slow = (messages) => (messages.some(({ body }) => body === 'a1') ? held : Promise.resolve());
      await map({ EventSourceArn: FIFO, BatchSize: 1 });
      await send('a1', 'a2', 'b1', 'b2');
      await until(() => bodiesOf('b').length === 2);
      expect(bodiesOf('a')).toEqual(['a1']);
      release();
      await until(() => bodiesOf('a').length === 2);
      expect(bodiesOf('a')).toEqual(['a1', 'a2']);
    });

    it.each([
      ['more than ten messages', { BatchSize: 11 }],
      ['a window', { MaximumBatchingWindowInSeconds: 1 }],
    ])('is not mapped with batches of %s', async (_what, properties) => {
      await expect(map({ EventSourceArn: FIFO, ...properties })).rejects.toThrow();
    });
  });
});
