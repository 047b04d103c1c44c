import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEventSources, type EventSources } from '../../../local/event-source/index.ts';
import { createStreams, type Streams } from '../../../local/streams/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localSite } from '../../local-site.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import { executionRole, makeSite, provision, type TestSite } from './site.ts';

let dynamodb: DynamoDbLocal;
let tables = 0;

beforeAll(async () => {
  dynamodb = await startDynamoDbLocal();
}, 60_000);
afterAll(() => dynamodb.stop());

describe('a stream of one shard', () => {
  let test: TestSite;
  let sources: EventSources;
  let streams: Streams;
  let client: DynamoDBStreamsClient;
  let streamArn: string;
  let received: number;
  let throttled: string[];

  beforeEach(async () => {
    test = await makeSite({ speed: 1, startAt: new Date('2031-05-05T10:00:00Z') });
    throttled = [];
    received = 0;
    const { site } = test;
    streams = createStreams(localSite({ ...site, log: (line: string) => throttled.push(line) }), dynamodb.endpoint);
    test.server.mount(streams);
    sources = createEventSources(site, {
      metrics: test.metrics,
      queues: test.queues,
      executionRole,
      dynamodb: { engineEndpoint: dynamodb.endpoint },
      readers: streams.readers,
      invoker: {
        invoke({ payload }) {
          received += (JSON.parse(payload) as { Records: readonly unknown[] }).Records.length;
          return Promise.resolve({ status: 200, payload: '{"batchItemFailures":[]}' });
        },
      },
    });
    client = new DynamoDBStreamsClient({
      endpoint: `${test.server.baseUrl}/dynamodb_streams`,
      region: 'us-east-1',
      credentials: localCredentials,
      maxAttempts: 1,
    });
    tables += 1;
    const created = await dynamodb.call('DynamoDB_20120810.CreateTable', {
      TableName: `orders-${tables}`,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    ({ LatestStreamArn: streamArn } = created['TableDescription'] as { LatestStreamArn: string });
  });
  afterEach(async () => {
    client.destroy();
    await sources.close();
    await streams.close();
    await test.remove();
  });

  const map = async (readers: number): Promise<void> => {
    for (let reader = 0; reader < readers; reader += 1) {
      const properties = {
        EventSourceArn: streamArn,
        FunctionName: `consumer-${reader}`,
        StartingPosition: 'TRIM_HORIZON',
      };
      const context = await test.asset(`mapping-${reader}`, '');
      await provision(sources.resourceTypes, 'AWS::Lambda::EventSourceMapping', properties, context);
    }
  };
  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const put = (id: string) =>
    dynamodb.call('DynamoDB_20120810.PutItem', { TableName: `orders-${tables}`, Item: { id: { S: id } } });
  const load = async (orders: number): Promise<void> => {
    for (let order = 0; order < orders; order += 1) {
      await put(String(order));
      await pass(100);
    }
  };
  const iteratorOf = async (): Promise<string> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const ShardIteratorType = 'TRIM_HORIZON';
    const request = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ShardIteratorType });
    return (await client.send(request)).ShardIterator ?? '';
  };
  const maximumAge = (): number =>
    Math.max(...test.data.filter(({ name }) => name === 'IteratorAge').map(({ value }) => value));

  it('serves two mappings promptly', async () => {
    await map(2);
    await load(40);
    await pass(1000);
    expect(received).toBe(80);
    expect(throttled).toEqual([]);
    expect(maximumAge()).toBeLessThan(1000);
  }, 30_000);

  it('throttles three mappings, and still delivers everything', async () => {
    await map(3);
    await load(40);
    await pass(2500);
    expect(received).toBe(120);
    expect(throttled).toEqual([expect.stringMatching(/^3 readers of shard .*: AWS throttles more than two/)]);
  }, 30_000);

  it('throttles a client that reads beside two mappings, as one reader over all its iterators', async () => {
    await put('one');
    await map(2);
    await pass(600);
    let iterator: string | undefined = await iteratorOf();
    const errors: string[] = [];
    for (let read = 0; read < 30 && iterator !== undefined; read += 1) {
      const request: GetRecordsCommand = new GetRecordsCommand({ ShardIterator: iterator });
      const next: string | undefined = await client.send(request).then(
        ({ NextShardIterator }) => NextShardIterator,
        (error: unknown) => {
          errors.push(error instanceof Error ? error.name : String(error));
          return iterator;
        },
      );
      iterator = next;
      await pass(30);
    }
    expect(new Set(errors)).toEqual(new Set(['ProvisionedThroughputExceededException']));
  }, 30_000);

  it('serves a client that reads alone as often as it likes, and returns its records', async () => {
    await put('one');
    let iterator: string | undefined = await iteratorOf();
    const keys: unknown[] = [];
    for (let read = 0; read < 20 && iterator !== undefined; read += 1) {
      const request: GetRecordsCommand = new GetRecordsCommand({ ShardIterator: iterator });
      const { Records = [], NextShardIterator }: GetRecordsCommandOutput = await client.send(request);
      keys.push(...Records.map(({ dynamodb: change }) => change?.Keys));
      iterator = NextShardIterator;
    }
    expect(keys).toEqual([{ id: { S: 'one' } }]);
  }, 30_000);
});
