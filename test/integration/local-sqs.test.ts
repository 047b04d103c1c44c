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
import { localSite } from '../local-site.ts';

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
  server = await serveAws({ clock, port: 0, credentials: localCredentials, log: () => undefined });
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
});
