import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InvokeResult } from '../../../local/core/index.ts';
import { createEventSources, type EventSources } from '../../../local/event-source/index.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import { executionRole, makeSite, provision, type TestSite } from './site.ts';

interface Record_ {
  readonly eventName: string;
  readonly eventSourceARN: string;
  readonly awsRegion: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly SequenceNumber: string;
    readonly Keys: { readonly id: { readonly S: string } };
    readonly NewImage?: { readonly state?: { readonly S: string } };
  };
}

const ON_FAILURE = 'arn:aws:sqs:us-east-1:000000000000:undelivered';
const SUCCESS: InvokeResult = { status: 200, payload: '{"batchItemFailures":[]}' };

describe('a stream of DynamoDB Local, delivered to a function', () => {
  let dynamodb: DynamoDbLocal;
  let test: TestSite;
  let sources: EventSources;
  let table = 0;
  let answer: (records: readonly Record_[]) => InvokeResult;
  let batches: (readonly Record_[])[];

  beforeAll(async () => {
    dynamodb = await startDynamoDbLocal();
  }, 60_000);
  afterAll(() => dynamodb.stop());
  beforeEach(async () => {
    test = await makeSite({ speed: 600, startAt: new Date('2031-05-05T10:00:00Z') });
    batches = [];
    answer = () => SUCCESS;
    sources = createEventSources(test.site, {
      metrics: test.metrics,
      queues: test.queues,
      executionRole,
      dynamodb: { engineEndpoint: dynamodb.endpoint },
      invoker: {
        invoke({ payload }) {
          const { Records } = JSON.parse(payload) as { Records: readonly Record_[] };
          batches.push(Records);
          return Promise.resolve(answer(Records));
        },
      },
    });
  });
  afterEach(async () => {
    await sources.close();
    await test.remove();
  });

  /** Creates a table with a stream and a mapping from it; returns a function that puts items. */
  const map = async (more: object = {}): Promise<(id: string, state?: string) => Promise<unknown>> => {
    table += 1;
    const TableName = `table-${table}`;
    const created = await dynamodb.call('DynamoDB_20120810.CreateTable', {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const { LatestStreamArn } = created['TableDescription'] as { LatestStreamArn: string };
    const properties = {
      EventSourceArn: LatestStreamArn,
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:consumer',
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: ON_FAILURE } },
    };
    const context = await test.asset('mapping', '');
    await provision(sources.resourceTypes, 'AWS::Lambda::EventSourceMapping', { ...properties, ...more }, context);
    return (id, state = 'NEW') =>
      dynamodb.call('DynamoDB_20120810.PutItem', { TableName, Item: { id: { S: id }, state: { S: state } } });
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 500 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(condition()).toBe(true);
  };
  const idsOf = (records: readonly Record_[]) => records.map(({ dynamodb: { Keys } }) => Keys.id.S);
  const failing = ({ dynamodb: { SequenceNumber } }: Record_): InvokeResult => ({
    status: 200,
    payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: SequenceNumber }] }),
  });

  it('delivers each record once and in order, with its source and the virtual time of arrival', async () => {
    const put = await map();
    await put('__prime__0');
    for (const id of ['a', 'b', 'c']) await put(id);
    await until(() => batches.flat().length === 3);
    expect(batches.flatMap(idsOf)).toEqual(['a', 'b', 'c']);
    const [first] = batches.flat();
    expect(first).toMatchObject({ eventName: 'INSERT', awsRegion: 'us-east-1' });
    expect(first!.eventSourceARN).toContain(`table/table-${table}/stream/`);
    expect(new Date(first!.dynamodb.ApproximateCreationDateTime * 1000).getUTCFullYear()).toBe(2031);
    const ages = test.data.filter(({ name }) => name === 'IteratorAge');
    expect(ages[0]).toMatchObject({ namespace: 'AWS/Lambda', dimensions: { FunctionName: 'consumer' } });
  });

  it('does not deliver records that its filters exclude', async () => {
    const Pattern = JSON.stringify({ eventName: ['MODIFY'], dynamodb: { NewImage: { state: { S: ['DONE'] } } } });
    const put = await map({ FilterCriteria: { Filters: [{ Pattern }] } });
    await put('a');
    await put('a', 'OTHER');
    await put('a', 'DONE');
    await until(() => batches.length > 0);
    expect(batches.flat().map(({ dynamodb: { NewImage } }) => NewImage?.state?.S)).toEqual(['DONE']);
  });

  it('retries from the failed record on', async () => {
    const put = await map();
    let failures = 0;
    answer = (records) => {
      const poison = records.find((record) => idsOf([record])[0] === 'b');
      if (!poison || failures === 2) return SUCCESS;
      failures += 1;
      return failing(poison);
    };
    for (const id of ['a', 'b', 'c']) await put(id);
    await until(
      () => batches.flatMap(idsOf).filter((id) => id === 'b').length === 3 && idsOf(batches.at(-1)!).includes('c'),
    );
    expect(batches.flatMap(idsOf).filter((id) => id === 'a')).toHaveLength(1);
  });

  it('sends the position of discarded records to the on-failure queue, and continues', async () => {
    const put = await map({ MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true });
    answer = (records) => {
      if (!idsOf(records).includes('poison')) return SUCCESS;
      return { status: 200, payload: '{"errorMessage":"crashed"}', functionError: 'Unhandled' };
    };
    for (const id of ['a', 'poison', 'c']) await put(id);
    await until(() => test.sent.length === 1 && batches.flatMap(idsOf).includes('c'));
    const poison = batches.flat().find((record) => idsOf([record])[0] === 'poison')!;
    const { queueArn, body } = test.sent[0]!;
    expect(queueArn).toBe(ON_FAILURE);
    expect(JSON.parse(body)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-/u) as unknown,
        startSequenceNumber: poison.dynamodb.SequenceNumber,
        endSequenceNumber: poison.dynamodb.SequenceNumber,
        batchSize: 1,
        streamArn: poison.eventSourceARN,
      },
    });
  });

  it('discards records older than the maximum age, in virtual time', async () => {
    const put = await map({ MaximumRecordAgeInSeconds: 60 });
    answer = () => ({ status: 429, payload: '{}' });
    await put('a');
    await until(() => test.sent.length === 1);
    expect(JSON.parse(test.sent[0]!.body)).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
  });

  it('does not count a throttle as an attempt', async () => {
    const put = await map({ MaximumRetryAttempts: 0 });
    answer = () => (batches.length < 3 ? { status: 429, payload: '{}' } : SUCCESS);
    await put('a');
    await until(() => batches.length === 3);
    expect(test.sent).toEqual([]);
  });

  it('waits for the batching window to fill a batch', async () => {
    const put = await map({ MaximumBatchingWindowInSeconds: 2, BatchSize: 3 });
    await put('a');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(batches).toEqual([]);
    await put('b');
    await put('c');
    await until(() => batches.length === 1);
    expect(batches.map(idsOf)).toEqual([['a', 'b', 'c']]);
  });

  it('keeps the order of each item while several batches are in flight', async () => {
    const put = await map({ ParallelizationFactor: 4, BatchSize: 2 });
    for (const state of ['1', '2', '3', '4']) for (const id of ['a', 'b', 'c', 'd', 'e']) await put(id, state);
    await until(() => batches.flat().length === 20);
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const states = batches.flat().filter((record) => idsOf([record])[0] === id);
      expect(states.map(({ dynamodb: { NewImage } }) => NewImage?.state?.S)).toEqual(['1', '2', '3', '4']);
    }
  });

  it('rejects a mapping that is not supported', async () => {
    const context = await test.asset('mapping', '');
    const properties = { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/s', FunctionName: 'f' };
    const refused = provision(sources.resourceTypes, 'AWS::Lambda::EventSourceMapping', properties, context);
    await expect(refused).rejects.toThrow('only DynamoDB streams and SQS queues');
  });
});
