import { describe, expect, it } from '@jest/globals';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { spanSender } from '../../../../../services/shared/tracing/sender.ts';
import { recordingLog } from '../../recording-log.ts';
import { recordedSpans } from '../../recorded-spans.ts';

async function spansOf(count: number): Promise<readonly ReadableSpan[]> {
  const { tracer, spans } = recordedSpans();
  for (let at = 0; at < count; at += 1) {
    await tracer.span({ name: `span ${at}`, kind: 'internal', correlationId: 'r1-load-0' }, () => Promise.resolve());
  }
  return spans;
}

interface Request {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[];
  }[];
}

const namesIn = (body: Uint8Array): string[] =>
  (JSON.parse(Buffer.from(body).toString('utf8')) as Request).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );

/** A sender, and a collector that can be reached or not. */
function sending() {
  const { log, lines } = recordingLog();
  const state = { now: 0, isUp: true };
  const received: string[][] = [];
  const sender = spanSender({
    post: (body) => {
      if (!state.isUp) return Promise.reject(new Error('connection refused'));
      received.push(namesIn(body));
      return Promise.resolve();
    },
    log,
    monotonicMs: () => state.now,
  });
  return { sender, state, received, lines };
}

describe('spans that have ended', () => {
  it('are sent together, as OTLP/JSON, when the invocation ends', async () => {
    const { sender, received } = sending();
    for (const span of await spansOf(3)) sender.add(span);
    await sender.flush();
    await sender.flush();
    expect(received).toEqual([['span 0', 'span 1', 'span 2']]);
  });

  it('are kept while the collector cannot be reached, which fails nobody', async () => {
    const { sender, state, received } = sending();
    const [first, second] = await spansOf(2);
    state.isUp = false;
    if (first) sender.add(first);
    await sender.flush();
    state.isUp = true;
    state.now = 5000;
    if (second) sender.add(second);
    await sender.flush();
    expect(received).toEqual([['span 0', 'span 1']]);
  });

  it('do not delay every handler while the collector is down: it is tried again after five seconds', async () => {
    const { sender, state, received } = sending();
    for (const span of await spansOf(1)) sender.add(span);
    state.isUp = false;
    await sender.flush();
    state.isUp = true;
    state.now = 4999;
    await sender.flush();
    expect(received).toEqual([]);
    state.now = 5000;
    await sender.flush();
    expect(received).toHaveLength(1);
  });

  it('that cannot be sent are logged once a minute', async () => {
    const { sender, state, lines } = sending();
    for (const span of await spansOf(1)) sender.add(span);
    state.isUp = false;
    for (const now of [0, 30_000, 59_000, 60_000, 100_000]) {
      state.now = now;
      await sender.flush();
    }
    expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn Spans could not be sent',
      'warn Spans could not be sent',
    ]);
  });

  it('are dropped beyond five thousand that wait', async () => {
    const { sender, state, received } = sending();
    const [span] = await spansOf(1);
    for (let at = 0; at < 5001; at += 1) if (span) sender.add(span);
    state.isUp = true;
    await sender.flush();
    expect(received.map(({ length }) => length)).toEqual([2000, 2000, 1000]);
  });
});
