/** A request at each limit is taken, and one beyond it is refused with AWS's error. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { MAX_REQUEST_BYTES as MAX_CLOUDWATCH_BYTES } from '../../../local/cloudwatch/cloudwatch.ts';
import { createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { MAX_METRICS } from '../../../local/cloudwatch/operations/put-metric-data.ts';
import { AwsError, type AwsService, createClock } from '../../../local/core/index.ts';
import { createEventBridge } from '../../../local/eventbridge/index.ts';
import { MAX_REQUEST_BYTES } from '../../../local/eventbridge/operations.ts';
import { createLambda } from '../../../local/lambda/index.ts';
import { PAYLOAD_LIMIT } from '../../../local/lambda/lambda.ts';
import { createLogs } from '../../../local/logs/index.ts';
import { MAX_BATCH_BYTES } from '../../../local/logs/operations/put-log-events.ts';
import { createScheduler } from '../../../local/scheduler/index.ts';
import { MAX_INPUT_BYTES } from '../../../local/scheduler/schedule.ts';
import { createSecretsManager, Secrets } from '../../../local/secretsmanager/index.ts';
import { MAX_SECRET_BYTES } from '../../../local/secretsmanager/secret.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { MAX_MESSAGE_BYTES } from '../../../local/sqs/message-size.ts';
import { localAccess, localSite } from '../../local-site.ts';

const caller = localAccess.administrator;
const clock = createClock({ speed: 1, startAt: new Date('2026-01-31T10:00:00Z') });
const site = localSite({ clock, baseUrl: 'http://127.0.0.1' });
const invoker = { invoke: () => Promise.resolve({ status: 202, payload: '' }) };
const queueSink = { send: () => Promise.resolve() };
const cloudWatch = createCloudWatch(site, { invoker });
const logs = createLogs(site, { metrics: cloudWatch.metrics });
const events = createEventBridge(site);
const sqs = createSqs(site, cloudWatch.metrics);
const lambda = createLambda(site, {
  metrics: cloudWatch.metrics,
  logs: logs.sink,
  queues: queueSink,
  environment: {},
  findNode: () => Promise.resolve({ path: process.execPath, version: process.versions.node }),
});
const scheduler = createScheduler(site, {
  invoker,
  queues: queueSink,
  apis: { knows: () => false, call: () => Promise.resolve() },
});
const secretsManager = createSecretsManager(site, new Secrets(), () => ({}));

afterAll(async () => {
  for (const service of [cloudWatch, logs, events, sqs, lambda, scheduler]) await service.close();
});

const post = (service: AwsService, target: string, body: object) =>
  service.handle({
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: { 'x-amz-target': `Service.${target}` },
    body: Buffer.from(JSON.stringify(body)),
    caller,
  });
const rest = (service: AwsService, method: string, path: string, headers: Record<string, string>, body: string) =>
  service.handle({ method, url: new URL(path, 'http://127.0.0.1'), headers, body: Buffer.from(body), caller });
const bytes = (count: number) => 'x'.repeat(count);

async function logEvents(...sizes: readonly number[]) {
  const group = { logGroupName: 'g', logStreamName: 's' };
  logs.sink.put('g', 's', []);
  return await post(logs, 'PutLogEvents', {
    ...group,
    logEvents: sizes.map((size) => ({ timestamp: clock.now(), message: bytes(size) })),
  });
}

const queue = async () => {
  const type = sqs.resourceTypes[0]!;
  const { ref } = await type.create(type.parse({ QueueName: 'q' }) as never, {
    stackName: 's',
    logicalId: 'Q',
    defaultName: 'q',
    assetDirectory: () => '',
  });
  return ref;
};
const attributes = { name: { DataType: 'String', StringValue: 'value' } };
const ATTRIBUTE_BYTES = 'nameStringvalue'.length;

const secret = (size: number) => {
  const type = secretsManager.resourceTypes.find((each) => each.type === 'AWS::SecretsManager::Secret')!;
  return Promise.resolve().then(() => type.parse({ SecretString: bytes(size) }));
};

const schedule = (size: number) =>
  rest(
    scheduler,
    'POST',
    `/schedules/s${String(size)}`,
    {},
    JSON.stringify({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        RoleArn: 'r',
        Input: JSON.stringify(bytes(size - 2)),
      },
    }),
  );

const invocation = (type: 'Event' | 'RequestResponse') => (size: number) =>
  rest(
    lambda,
    'POST',
    '/2015-03-31/functions/none/invocations',
    { 'x-amz-invocation-type': type },
    JSON.stringify(bytes(size - 2)),
  );

const event = (size: number, own: object = {}) => {
  const entry = { Source: 'shop', DetailType: 'order', ...own };
  const others = 'shop'.length + 'order'.length + ('Time' in own ? 14 : 0);
  const detail = JSON.stringify({ a: bytes(size - others - '{"a":""}'.length) });
  return post(events, 'PutEvents', { Entries: [{ ...entry, Detail: detail }] });
};

const metricData = (count: number) =>
  post(cloudWatch, 'PutMetricData', {
    Namespace: 'n',
    MetricData: Array.from({ length: count }, () => ({ MetricName: 'm', Value: 1 })),
  });
const metricBody = (size: number) => {
  const empty = JSON.stringify({ Namespace: 'n', MetricData: [], Padding: '' }).length;
  return post(cloudWatch, 'PutMetricData', { Namespace: 'n', MetricData: [], Padding: bytes(size - empty) });
};

interface Limit {
  readonly what: string;
  readonly limit: number;
  readonly ask: (size: number) => Promise<unknown>;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** An error that is none of the limit's, which a request at the limit gets here. */
  readonly otherwise?: string;
}

const limits: readonly Limit[] = [
  {
    what: 'the event of a synchronous invocation',
    limit: PAYLOAD_LIMIT.RequestResponse,
    ask: invocation('RequestResponse'),
    code: 'RequestEntityTooLargeException',
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    status: 413,
    otherwise: 'ResourceNotFoundException',
  },
  {
    what: 'the event of an asynchronous invocation',
    limit: PAYLOAD_LIMIT.Event,
    ask: invocation('Event'),
    code: 'RequestEntityTooLargeException',
    message: 'Request must be smaller than 1048576 bytes for the InvokeFunction operation',
    status: 413,
    otherwise: 'ResourceNotFoundException',
  },
  {
    what: 'a message',
    limit: MAX_MESSAGE_BYTES,
    ask: async (size) => await post(sqs, 'SendMessage', { QueueUrl: await queue(), MessageBody: bytes(size) }),
    code: 'com.amazonaws.sqs#InvalidParameterValue',
    message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
  },
  {
    what: 'a message with attributes',
    limit: MAX_MESSAGE_BYTES,
    ask: async (size) =>
      await post(sqs, 'SendMessage', {
        QueueUrl: await queue(),
        MessageBody: bytes(size - ATTRIBUTE_BYTES),
        MessageAttributes: attributes,
      }),
    code: 'com.amazonaws.sqs#InvalidParameterValue',
    message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
  },
  {
    what: 'the messages of a batch',
    limit: MAX_MESSAGE_BYTES,
    ask: async (size) =>
      await post(sqs, 'SendMessageBatch', {
        QueueUrl: await queue(),
        Entries: [
          { Id: 'a', MessageBody: bytes(1000) },
          { Id: 'b', MessageBody: bytes(size - 1000) },
        ],
      }),
    code: 'com.amazonaws.sqs#BatchRequestTooLong',
    message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
  },
  {
    what: 'the entries of PutEvents',
    limit: MAX_REQUEST_BYTES,
    ask: (size) => event(size),
    code: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  },
  {
    what: 'an entry of PutEvents with a time',
    limit: MAX_REQUEST_BYTES,
    ask: (size) => event(size, { Time: 1 }),
    code: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  },
  {
    what: "a schedule's input",
    limit: MAX_INPUT_BYTES,
    ask: schedule,
    code: 'ValidationException',
    message:
      "1 validation error detected: Value at 'Target.Input' failed to satisfy constraint: Member must have length less than or equal to 262144",
  },
  {
    what: 'the metrics of PutMetricData',
    limit: MAX_METRICS,
    ask: metricData,
    code: 'InvalidParameterValue',
    message: 'The collection MetricData must not have a size greater than 1000.',
  },
  {
    what: 'a request to CloudWatch',
    limit: MAX_CLOUDWATCH_BYTES,
    ask: metricBody,
    code: 'RequestEntityTooLargeException',
    message: 'The request body is larger than 1048576 bytes.',
    status: 413,
  },
  {
    what: 'the lines of PutLogEvents, with 26 bytes for each',
    limit: MAX_BATCH_BYTES,
    ask: (size) => logEvents(1000, size - 1000 - 2 * 26),
    code: 'InvalidParameterException',
    message: 'Upload too large: 1048577 bytes exceeds limit of 1048576',
  },
];

const failureOf = async (asked: Promise<unknown>): Promise<AwsError | undefined> => {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
};

describe('a limit of AWS', () => {
  it.each(limits)('holds for $what: $limit', async ({ limit, ask, code, message, status = 400, otherwise }) => {
    expect((await failureOf(ask(limit)))?.code).toBe(otherwise);
    expect(await failureOf(ask(limit + 1))).toMatchObject({ code, message, status });
  });

  it('holds for one line of PutLogEvents', async () => {
    expect(await failureOf(logEvents(1_048_577))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Log event too large: 1048577 bytes exceeds limit of 1048576',
    });
  });

  it('holds for the time that the lines of PutLogEvents span', async () => {
    const lines = (span: number) =>
      post(logs, 'PutLogEvents', {
        logGroupName: 'g',
        logStreamName: 's',
        logEvents: [
          { timestamp: clock.now() - span, message: 'a' },
          { timestamp: clock.now(), message: 'b' },
        ],
      });
    expect(await failureOf(lines(23 * 3_600_000))).toBeUndefined();
    expect((await failureOf(lines(25 * 3_600_000)))?.message).toContain('span more than 24 hours');
  });

  it('holds for a secret of a template', async () => {
    await expect(secret(MAX_SECRET_BYTES)).resolves.toBeDefined();
    await expect(secret(MAX_SECRET_BYTES + 1)).rejects.toThrow('less than or equal to 65536');
  });

  it('fails a whole batch of messages, and sends none of it', async () => {
    const QueueUrl = await queue();
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: bytes(600_000) }));
    expect((await failureOf(post(sqs, 'SendMessageBatch', { QueueUrl, Entries })))?.code).toContain(
      'BatchRequestTooLong',
    );
    const { body = '' } = await post(sqs, 'ReceiveMessage', { QueueUrl });
    expect(JSON.parse(String(body))).toEqual({ Messages: [] });
  });
});
