/** SQS through the SDK, over HTTP. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, type Provisioned, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { createSqs, type SqsService } from '../../local/sqs/index.ts';
import { localCredentials } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

const clock = createClock({ speed: 600, startAt: new Date('2026-01-01T00:00:00Z') });
const metrics: {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}[] = [];
let server: AwsServer;
let sqs: SqsService;
let client: SQSClient;
let url: string;
let deadUrl: string;

async function createQueue(properties: object): Promise<Provisioned> {
  const type = sqs.resourceTypes.find((each) => each.type === 'AWS::SQS::Queue')!;
  const context = { stackName: 's', logicalId: 'q', defaultName: 's-q', assetDirectory: () => '' };
  return await type.create(type.parse(properties) as never, context);
}

beforeAll(async () => {
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  sqs = createSqs(localSite({ clock, baseUrl: server.baseUrl }), { put: (datum) => metrics.push(datum) });
  server.mount(sqs);
  client = new SQSClient({ endpoint: `${server.baseUrl}/sqs`, region: 'us-east-1', credentials: localCredentials });
});

beforeEach(async () => {
  const dead = await createQueue({ QueueName: 'dead' });
  deadUrl = dead.ref;
  const RedrivePolicy = { deadLetterTargetArn: dead.attributes?.['Arn'], maxReceiveCount: 1 };
  url = (await createQueue({ QueueName: 'work', RedrivePolicy })).ref;
});

afterAll(async () => {
  client.destroy();
  await sqs.close();
  await server.close();
});

describe('SQS', () => {
  it('delivers a message with its attributes and with digests that the SDK verifies', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'test' } };
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello', MessageAttributes }));
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    expect(Messages).toMatchObject([
      { Body: 'hello', MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } },
    ]);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: Messages![0]!.ReceiptHandle! }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  it('wakes a long poll when a message is sent', async () => {
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'late' }));
    expect((await waiting).Messages).toMatchObject([{ Body: 'late' }]);
  });

  it('moves a message that was received too often to the dead-letter queue', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'bad' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
    const ReceiptHandle = Messages![0]!.ReceiptHandle!;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages ?? []).toEqual([]);
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: deadUrl }))).Messages).toMatchObject([
      { Body: 'bad' },
    ]);
  });

  it('accepts a batch and refuses one with a duplicate id', async () => {
    const entry = (Id: string) => ({ Id, MessageBody: Id });
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [entry('a'), entry('b')] }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    const twice = new SendMessageBatchCommand({ QueueUrl: url, Entries: [entry('a'), entry('a')] });
    await expect(client.send(twice)).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
  });

  it('finds queues by name and reports a queue that does not exist', async () => {
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'work' }))).QueueUrl).toBe(url);
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'dea' }))).QueueUrls).toEqual([deadUrl]);
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it('publishes the depth of each queue once per virtual minute', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'deep' }));
    await clock.sleep(121_000);
    expect(metrics).toContainEqual(
      expect.objectContaining({
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: 'work' },
        value: 1,
      }),
    );
  });

  it('wakes a long poll of the dead-letter queue when a message is moved there', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'moved' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl: deadUrl, WaitTimeSeconds: 20 }));
    const polling = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }));
    const ReceiptHandle = Messages![0]!.ReceiptHandle!;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await polling).Messages ?? []).toEqual([]);
    expect((await waiting).Messages).toMatchObject([{ Body: 'moved' }]);
  });
});

describe('a FIFO queue of SQS', () => {
  let fifoUrl: string;
  let deadFifoUrl: string;

  beforeEach(async () => {
    const dead = await createQueue({ QueueName: 'dead.fifo', FifoQueue: true });
    deadFifoUrl = dead.ref;
    const queue = await createQueue({
      QueueName: 'work.fifo',
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      RedrivePolicy: { deadLetterTargetArn: dead.attributes?.['Arn'], maxReceiveCount: 1 },
    });
    fifoUrl = queue.ref;
  });

  const send = (MessageGroupId: string, MessageBody: string, MessageDeduplicationId = MessageBody) =>
    client.send(new SendMessageCommand({ QueueUrl: fifoUrl, MessageGroupId, MessageBody, MessageDeduplicationId }));
  const receive = async (QueueUrl = fifoUrl) => {
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
    return (await client.send(new ReceiveMessageCommand(request))).Messages ?? [];
  };

  it('delivers a group in order, with its attributes, and continues when a message of it is deleted', async () => {
    const { SequenceNumber } = await send('a', 'first');
    const [first] = await receive();
    await send('a', 'second');
    expect(first).toMatchObject({
      Body: 'first',
      Attributes: { MessageGroupId: 'a', MessageDeduplicationId: 'first', SequenceNumber },
    });
    expect(await receive()).toEqual([]);
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl: fifoUrl, WaitTimeSeconds: 20 }));
    await client.send(new DeleteMessageCommand({ QueueUrl: fifoUrl, ReceiptHandle: first!.ReceiptHandle! }));
    expect((await waiting).Messages).toMatchObject([{ Body: 'second' }]);
  });

  it('answers a repeated message as it answered the first, and delivers it once', async () => {
    const first = await send('a', 'once');
    expect(await send('a', 'once')).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    });
    expect(await receive()).toHaveLength(1);
  });

  it('moves a message to its FIFO dead-letter queue, with its group and where it came from', async () => {
    const { MessageId } = await send('a', 'bad');
    const [received] = await receive();
    const ReceiptHandle = received!.ReceiptHandle!;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: fifoUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive()).toEqual([]);
    expect(await receive(deadFifoUrl)).toMatchObject([
      {
        MessageId,
        Attributes: { MessageGroupId: 'a', DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:work.fifo' },
      },
    ]);
  });

  it('reports what kind of queue it is', async () => {
    const request = new GetQueueAttributesCommand({ QueueUrl: fifoUrl, AttributeNames: ['All'] });
    expect((await client.send(request)).Attributes).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  it.each([
    ['no group', {}, 'MissingParameter', 'MessageGroupId'],
    ['no deduplication id', { MessageGroupId: 'a' }, 'InvalidParameterValue', 'ContentBasedDeduplication'],
    [
      'a delay of its own',
      { MessageGroupId: 'a', MessageDeduplicationId: 'd', DelaySeconds: 1 },
      'InvalidParameterValue',
      'DelaySeconds',
    ],
    ['a group with a space', { MessageGroupId: 'a b', MessageDeduplicationId: 'd' }, 'InvalidParameterValue', 'a b'],
  ])('refuses a message with %s', async (_what, more, name, text) => {
    const sending = client.send(new SendMessageCommand({ QueueUrl: fifoUrl, MessageBody: 'x', ...more }));
    await expect(sending).rejects.toMatchObject({ name, message: expect.stringContaining(text) });
  });

  it('is not a standard queue, which refuses deduplication ids', async () => {
    const sending = client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', MessageDeduplicationId: 'd' }),
    );
    await expect(sending).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('refuses a batch that is too large as a whole', async () => {
    const entry = (Id: string) => ({
      Id,
      MessageBody: 'x'.repeat(600_000),
      MessageGroupId: Id,
      MessageDeduplicationId: Id,
    });
    const batch = new SendMessageBatchCommand({ QueueUrl: fifoUrl, Entries: [entry('a'), entry('b')] });
    await expect(client.send(batch)).rejects.toMatchObject({ name: 'BatchRequestTooLong' });
  });

  it.each([
    ['a name without its suffix', { QueueName: 'work', FifoQueue: true }],
    ['the suffix on a standard queue', { QueueName: 'work.fifo' }],
    [
      'a standard dead-letter queue',
      {
        QueueName: 'work.fifo',
        FifoQueue: true,
        RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead', maxReceiveCount: 1 },
      },
    ],
    [
      'high throughput without its scope',
      { QueueName: 'work.fifo', FifoQueue: true, FifoThroughputLimit: 'perMessageGroupId' },
    ],
    ['deduplication on a standard queue', { QueueName: 'work', ContentBasedDeduplication: true }],
  ])('is not created with %s', async (_what, properties) => {
    await expect(createQueue(properties)).rejects.toThrow();
  });
});
