import { describe, expect, it } from '@jest/globals';
import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent, Context, DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { dispatchHandler } from '../../../../../services/shared/dispatch.ts';
import { apiHandler, ok } from '../../../../../services/shared/http.ts';
import { invokeHandler } from '../../../../../services/shared/invoke.ts';
import { runner } from '../../../../../services/shared/run-step.ts';
import { streamHandler } from '../../../../../services/shared/stream.ts';
import { tracedCalls } from '../../../../../services/shared/tracing/aws-calls.ts';
import { functionTracer, traced } from '../../../../../services/shared/tracing/function-tracer.ts';
import { silent } from '../../../../../services/shared/tracing/tracer.ts';
import { recordingLog } from '../../recording-log.ts';
import { recordedSpans } from '../../recorded-spans.ts';

const CONTEXT = {} as Context;

const record = (id: string): DynamoDBRecord => ({
  eventName: 'INSERT',
  eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/shop-orders/stream/2026',
  dynamodb: { SequenceNumber: id, Keys: { correlationId: { S: id } }, NewImage: { correlationId: { S: id } } },
});

describe('a record of a stream', () => {
  it('is handled inside a span of its own saga, which names the stream', async () => {
    const { tracer, lines, spans } = recordedSpans();
    const { log } = recordingLog();
    const handle = () => Promise.resolve();
    await streamHandler({ source: () => 'checkout#answer', handle, log, tracer })(
      { Records: [record('a'), record('b')] },
      CONTEXT,
    );
    expect(lines().toSorted()).toEqual(['checkout#answer of a', 'checkout#answer of b']);
    expect(spans[0]?.attributes).toMatchObject({
      'messaging.system': 'aws.dynamodb_streams',
      'messaging.destination.name': 'shop-orders',
    });
  });

  it('fails its span if it must come again', async () => {
    const { tracer, lines } = recordedSpans();
    const { log } = recordingLog();
    const handle = () => Promise.reject(new Error('no table'));
    await streamHandler({ source: () => 'checkout#answer', handle, log, tracer })({ Records: [record('a')] }, CONTEXT);
    expect(lines()).toEqual(['checkout#answer of a failed: no table']);
  });
});

describe('a dispatched record', () => {
  it('leaves a span for the record, and one for each queue', async () => {
    const { tracer, lines, named } = recordedSpans();
    const { log } = recordingLog();
    const queue = (name: string, refuses = false) => ({
      name,
      send: (messages: readonly never[]) => Promise.resolve(refuses ? messages : []),
    });
    const handler = dispatchHandler({
      queues: [queue('payment-orders.fifo'), queue('shipping-orders.fifo', true)],
      file: () => Promise.resolve(),
      log,
      tracer,
    });
    await handler({ Records: [record('a')] }, CONTEXT);
    const failure = 'failed: a queue did not accept the record';
    expect(lines()).toEqual([
      `dispatch of a ${failure}`,
      `send payment-orders.fifo of a ${failure}`,
      `send shipping-orders.fifo of a ${failure}`,
    ]);
    expect(named('send payment-orders.fifo').attributes['messaging.destination.name']).toBe('payment-orders.fifo');
  });
});

describe('a request to the API', () => {
  const event = (httpMethod: string, resource = '/checkout') =>
    ({
      httpMethod,
      resource,
      path: resource,
      headers: { 'X-Correlation-Id': 'a' },
      body: null,
      isBase64Encoded: false,
    }) as unknown as APIGatewayProxyEvent;
  const { log } = recordingLog();
  const routes = {
    'POST /checkout': () => Promise.resolve(ok({})),
    'GET /checkout': () => Promise.resolve(ok({})),
    'PUT /checkout': () => Promise.reject(new Error('no table')),
  };

  it('is answered inside a span of its correlation id', async () => {
    const { tracer, lines, spans } = recordedSpans();
    await apiHandler(routes, log, tracer)(event('POST'), CONTEXT);
    expect(lines()).toEqual(['POST /checkout of a']);
    expect(spans[0]?.attributes).toMatchObject({ 'http.route': '/checkout', 'http.response.status_code': 200 });
  });

  it('leaves no span if it only reads', async () => {
    const { tracer, spans } = recordedSpans();
    await apiHandler(routes, log, tracer)(event('GET'), CONTEXT);
    expect(spans).toEqual([]);
  });

  it('fails its span if it is answered with an internal error', async () => {
    const { tracer, lines } = recordedSpans();
    await apiHandler(routes, log, tracer)(event('PUT'), CONTEXT);
    expect(lines()).toEqual(['PUT /checkout of a failed: answered 500']);
  });
});

describe('a direct invocation', () => {
  it('is handled inside a span that names the action', async () => {
    const { tracer, lines } = recordedSpans();
    const { log } = recordingLog();
    const schema = z.object({ action: z.string(), correlationId: z.string() });
    const handler = invokeHandler({ schema, handle: () => Promise.resolve('done'), log, tracer });
    expect(await handler({ action: 'rollback', correlationId: 'a' }, CONTEXT)).toBe('done');
    expect(lines()).toEqual(['invoke rollback of a']);
  });
});

describe('a step', () => {
  it('runs inside a span of its own', async () => {
    const { tracer, lines } = recordedSpans();
    const { log } = recordingLog();
    const step = () => Promise.resolve({ service: 'payment', state: 'CAPTURED' } as const);
    await runner({ service: 'payment', step, ports: {}, log, tracer })({
      step: 'commit',
      correlationId: 'a',
      now: new Date(0),
    });
    expect(lines()).toEqual(['payment commit of a']);
  });
});

describe('a call of an AWS client', () => {
  const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } };
  const answering = (error?: Error) => ({
    handle: () => Promise.reject(error ?? new Error('not sent')),
  });
  const failed = Object.assign(new Error('exists'), { name: 'ConditionalCheckFailedException' });
  const inSaga = { name: 'step', kind: 'internal', correlationId: 'a' } as const;

  it('leaves a span that names the table', async () => {
    const { tracer, named } = recordedSpans();
    const client = tracedCalls(
      new DynamoDBClient({ ...settings, requestHandler: answering(), maxAttempts: 1 }),
      tracer,
    );
    const read = new GetItemCommand({ TableName: 'shop-orders', Key: { id: { S: 'a' } } });
    await expect(tracer.span(inSaga, () => client.send(read))).rejects.toThrow('not sent');
    expect(named('DynamoDB GetItem').attributes).toMatchObject({
      'db.system.name': 'aws.dynamodb',
      'db.collection.name': 'shop-orders',
    });
  });

  it('names the first table of a transaction', async () => {
    const { tracer, named } = recordedSpans();
    const client = tracedCalls(
      new DynamoDBClient({ ...settings, requestHandler: answering(), maxAttempts: 1 }),
      tracer,
    );
    const items = ['shop-reservations', 'shop-stock'].map((TableName) => ({ Put: { TableName, Item: {} } }));
    const write = new TransactWriteItemsCommand({ TransactItems: items });
    await expect(tracer.span(inSaga, () => client.send(write))).rejects.toThrow('not sent');
    expect(named('DynamoDB TransactWriteItems').attributes['db.collection.name']).toBe('shop-reservations');
  });

  it('names the function that it invokes, without its alias', async () => {
    const { tracer, named } = recordedSpans();
    const client = tracedCalls(new LambdaClient({ ...settings, requestHandler: answering(), maxAttempts: 1 }), tracer);
    const invoke = new InvokeCommand({ FunctionName: 'shop-payment-saga:live' });
    await expect(tracer.span(inSaga, () => client.send(invoke))).rejects.toThrow();
    expect(named('Lambda Invoke').attributes['faas.invoked_name']).toBe('shop-payment-saga');
  });

  it('has not failed if its condition does not hold', async () => {
    const { tracer, lines } = recordedSpans();
    const client = tracedCalls(
      new DynamoDBClient({ ...settings, requestHandler: answering(failed), maxAttempts: 1 }),
      tracer,
    );
    const write = new PutItemCommand({ TableName: 'shop-orders', Item: { id: { S: 'a' } } });
    await expect(tracer.span(inSaga, () => client.send(write))).rejects.toThrow('exists');
    expect(lines()[0]).toBe('DynamoDB PutItem of a');
  });

  it('leaves no span outside of a saga', async () => {
    const { tracer, spans } = recordedSpans();
    const client = tracedCalls(
      new DynamoDBClient({ ...settings, requestHandler: answering(), maxAttempts: 1 }),
      tracer,
    );
    await expect(client.send(new GetItemCommand({ TableName: 'shop-orders', Key: {} }))).rejects.toThrow();
    expect(spans).toEqual([]);
  });
});

describe('a function without tracing', () => {
  it('is the handler itself, with a silent tracer', () => {
    const handler = () => Promise.resolve('done');
    expect(traced(handler)).toBe(handler);
    expect(functionTracer()).toBe(silent);
  });
});
