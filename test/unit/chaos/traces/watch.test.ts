import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { openRunDirectory } from '../../../../chaos/runner/run-directory.ts';
import { startRunClock } from '../../../../chaos/runner/run-clock.ts';
import { watchTraces } from '../../../../chaos/runner/watch/traces.ts';
import { RequestLog } from '../../../../local/xray/request-log.ts';
import { NumberedLine, TraceSpan, TraceSummary } from '../../../../chaos/schemas/index.ts';
import { recordedSpans } from '../../services/recorded-spans.ts';

const BEGAN = Date.UTC(2026, 0, 1);

let path: string;
let server: Server;
let collector: RequestLog;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'evenkeel-watch-'));
  collector = new RequestLog();
  server = createServer((request, response) => {
    const after = Number(new URL(request.url ?? '', 'http://here').searchParams.get('after'));
    response.end(collector.after(after));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.close();
  await rm(path, { recursive: true });
});

/** Sends a span of each correlation id, which fails if the id says so. */
async function send(...correlationIds: string[]): Promise<void> {
  const { tracer, spans } = recordedSpans(BEGAN + 20_000);
  for (const correlationId of correlationIds) {
    await tracer
      .span({ name: 'payment#prepare', kind: 'consumer', correlationId, attributes: QUEUE }, () =>
        correlationId.includes('broken') ? Promise.reject(new Error('no table')) : Promise.resolve(),
      )
      .catch(() => undefined);
  }
  collector.add(Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []).toString('utf8'));
}

const QUEUE = { 'messaging.system': 'aws_sqs', 'messaging.destination.name': 'shop-payment-orders.fifo' };

const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/clock`;

async function watched(system: { readonly clockUrl?: string } = { clockUrl: here() }) {
  const directory = await openRunDirectory(path);
  const clock = startRunClock(
    { speed: 20, now: () => new Date(BEGAN) },
    () => new Date(),
    () => 0,
  );
  const recorder = {
    events: [{ kind: 'phase.began', phase: 'broken', at: new Date(BEGAN).toISOString(), elapsedMs: 0 }],
  };
  const target = { system: { prefix: 'shop-', ...system } };
  const watch = watchTraces({ run: 'r1', target, clock, recorder, directory, path } as never);
  return { watch, directory };
}

const linesOf = async (file: string) =>
  (await readFile(join(path, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

describe('the traces of a run', () => {
  it('are kept if something failed in them, with a few of the others, on the clock of the run', async () => {
    const { watch, directory } = await watched();
    // What was sent before the run is none of its business.
    await watch?.ready;
    await send('r1-base-0', 'r1-base-1', 'r1-broken-0', 'r9-base-0');
    await watch?.finish();
    const lines = await linesOf('traces.ndjson');
    const spans = lines.map((line) => TraceSpan.parse(NumberedLine.parse(line).value));
    expect(spans).toHaveLength(2);
    expect(spans.find(({ failure }) => failure !== undefined)).toMatchObject({
      correlationId: 'r1-broken-0',
      elapsedMs: expect.closeTo(1000, -1),
      durationMs: 1 / 20,
      failure: 'no table',
    });
    const summary = TraceSummary.parse(JSON.parse(await readFile(join(path, 'traces.json'), 'utf8')));
    expect(summary).toMatchObject({ traces: 3, spans: 3, kept: 2, lost: 0 });
    expect(summary.edges).toEqual([expect.objectContaining({ phase: 'broken', calls: 3, errors: 1 })]);
    expect(directory.counts).toMatchObject({ 'traces.ndjson': 2, 'traces.json': 1 });
    expect(await readdir(path)).not.toContain('traces.part.ndjson');
  });

  it('leave no file if no function traces', async () => {
    const { watch } = await watched();
    await watch?.finish();
    expect((await readdir(path)).filter((name) => name.startsWith('traces'))).toEqual([]);
  });

  it('are not read from a system that does not show them', async () => {
    const { watch } = await watched({});
    expect(watch).toBeUndefined();
  });
});
