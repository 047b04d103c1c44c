/** A function as it is deployed, bundled and all, with a collector and a queue beside it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { spansIn } from '../../../chaos/traces/index.ts';
import { bundling } from '../../../infra/bundling.ts';
import { sagaTraceOf } from '../../../services/shared/tracing/saga-trace.ts';

const ENTRY = fileURLToPath(new URL('../../../infra/functions/checkout-dispatch.ts', import.meta.url));

const EVENT = {
  Records: [
    {
      eventID: 'one',
      eventName: 'INSERT',
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:1:table/shop-checkout-orders/stream/2026',
      dynamodb: {
        SequenceNumber: '1',
        Keys: { correlationId: { S: 'r1-load-0' } },
        NewImage: { correlationId: { S: 'r1-load-0' }, state: { S: 'PENDING' } },
      },
    },
  ],
};

let directory: string;
let server: Server;
let url: string;
/** The bodies of requests, by path. */
let received: Map<string, unknown[]>;

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/** What SQS answers; the SDK compares the digests. */
const accepted = ({ Entries }: Batch) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
  })),
  Failed: [],
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-traced-'));
  await build({ ...bundling, entryPoints: [{ in: ENTRY, out: 'index' }], outdir: directory });
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const body = JSON.parse(text) as Batch;
      const path = request.url ?? '';
      received.set(path, [...(received.get(path) ?? []), body]);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(path === '/sqs' || path === '/sqs/' ? accepted(body) : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  received = new Map();
});

async function invoke(variables: Readonly<Record<string, string>>): Promise<unknown> {
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, 'index.mjs')).href)});
    console.log(JSON.stringify(await handler(${JSON.stringify(EVENT)}, {})));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      STAGE: 'dev',
      SERVICE: 'checkout',
      ERRORS_TABLE: 'errors',
      FAILURES_TABLE: 'failures',
      FAILURE_LIMIT: '3',
      ORDER_QUEUE_URLS: 'https://sqs.us-east-1.amazonaws.com/1/shop-payment-orders.fifo',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_SQS: `${url}/sqs`,
      AWS_LAMBDA_FUNCTION_NAME: 'shop-checkout-dispatch',
      ...variables,
    },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('a bundled function', () => {
  it('has sent its spans to the collector when it answers', async () => {
    const answer = await invoke({ TRACING: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(answer).toEqual({ batchItemFailures: [] });
    const spans = (received.get('/v1/traces') ?? []).flatMap((request) => spansIn(request, 'shop-'));
    expect(spans.map(({ name, peer, function: own }) => ({ name, peer, own }))).toEqual([
      { name: 'dispatch', peer: { kind: 'stream', name: 'checkout-orders' }, own: 'checkout-dispatch' },
      {
        name: 'send payment-orders.fifo',
        peer: { kind: 'queue', name: 'payment-orders.fifo' },
        own: 'checkout-dispatch',
      },
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sagaTraceOf('r1-load-0').traceId]));
  });

  it('does its work although the collector is not there', async () => {
    const answer = await invoke({ TRACING: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('sends nothing if it does not trace', async () => {
    expect(await invoke({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toEqual({ batchItemFailures: [] });
    expect([...received.keys()].filter((path) => path.includes('traces'))).toEqual([]);
  });
});
