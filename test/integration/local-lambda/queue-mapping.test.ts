import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AwsService, InvokeResult, QueueSink } from '../../../local/core/index.ts';
import { createEventSources, type EventSources } from '../../../local/event-source/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { makeSite, provision, type TestSite } from './site.ts';

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
  let batches: (readonly Message[])[];

  beforeEach(async () => {
    test = await makeSite({ speed: 20, startAt: new Date('2031-05-05T10:00:00Z') });
    batches = [];
    sqs = createSqs(test.site, test.metrics);
    test.server.mount(sqs);
    sources = createEventSources(test.site, {
      metrics: test.metrics,
      queues: sqs.sink,
      dynamodb: { endpoint: 'http://127.0.0.1:9' },
      invoker: {
        invoke({ payload }) {
          const { Records } = JSON.parse(payload) as { Records: readonly Message[] };
          batches.push(Records);
          return Promise.resolve(answer(Records));
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
    await sqs.sink.send(ARN, 'prompt');
    await sqs.sink.send(ARN, 'late');
    await map();
    await until(() => batches.flat().length === 3);
    const bodies = batches.flat().map(({ body }) => body);
    expect(bodies.filter((body) => body === 'late')).toHaveLength(2);
    expect(batches[0]?.[0]).toMatchObject({ eventSource: 'aws:sqs', eventSourceARN: ARN, awsRegion: 'us-east-1' });
  });

  it('receives the whole batch again when the function fails', async () => {
    answer = () => (batches.length === 1 ? { status: 200, payload: '{}', functionError: 'Unhandled' } : SUCCESS);
    await sqs.sink.send(ARN, 'letter');
    await map();
    await until(() => batches.length === 2);
    expect(batches[1]?.[0]).toMatchObject({ body: 'letter', attributes: { ApproximateReceiveCount: '2' } });
  });

  it('deletes messages that its filters exclude', async () => {
    answer = () => SUCCESS;
    await sqs.sink.send(ARN, '{"kind":"noise"}');
    await sqs.sink.send(ARN, '{"kind":"signal"}');
    await map({ FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["signal"]}}' }] } });
    await until(() => batches.length === 1);
    expect(batches.flat().map(({ body }) => body)).toEqual(['{"kind":"signal"}']);
  });
});
